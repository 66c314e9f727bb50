import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ProgramEnd } from './node-program.js';

const PROGRAM = fileURLToPath(new URL('doctor-program.mjs', import.meta.url));

/** The doctor in a process of its own, for as many examinations as a test wants, one after the other. */
export class DoctorProcess {
  readonly #child: ChildProcess;

  /** @param certificate the file with what it trusts besides Node's own list */
  constructor(certificate = '') {
    this.#child = fork(PROGRAM, {
      // Away from a developer's .env.
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: certificate },
    });
  }

  /** Examines with the given settings and no other. */
  async examine(args: readonly string[], env: Readonly<Record<string, string>>): Promise<ProgramEnd> {
    this.#child.send({ args, env });
    const [{ code, output, error }] = await once(this.#child, 'message');
    return { code, output: output + error };
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await once(this.#child, 'close');
  }
}
