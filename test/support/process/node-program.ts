import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** How a program ended. */
export interface ProgramEnd {
  readonly code: unknown;
  /** Its standard output and after that its standard error. */
  readonly output: string;
}

/** Runs a built program of the project to its end, with the given settings and no other. */
export async function runNode(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  // Away from a developer's .env.
  cwd = tmpdir(),
): Promise<ProgramEnd> {
  const path = fileURLToPath(new URL(`../../../${program}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, output: out + errors };
}
