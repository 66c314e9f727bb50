import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import {
  compile,
  generateClient,
  type Finding,
  type GeneratedClient,
} from '../support/http/generated-client/generate.js';
import { adapters } from '../support/runner/suite.js';

const run = promisify(execFile);

/** Mistakes that a client's user could make, each in the program that works without it. */
const MISTAKES = [
  { what: 'a field that there is not', right: 'sceneCode', wrong: 'sceneKode' },
  { what: 'a status that no response has', right: 'case 409:', wrong: 'case 410:' },
  { what: 'a field of another answer', right: '{ status, reason }', wrong: '{ status, protocol }' },
] as const;

const PROGRAM = new URL('../support/http/generated-client/verify.ts', import.meta.url);

/** The mistaken programs by their files. */
const MISTAKEN = new Map(MISTAKES.map((mistake) => [`${mistake.what.replaceAll(' ', '-')}.ts`, mistake]));

// Compilers take their time on a busy machine.
const TIMEOUT_MS = 120_000;

describe.each(adapters())('A client generated from the description on %s', (adapter) => {
  let sample: RunningApplication;
  let client: GeneratedClient;
  let findings: readonly Finding[];
  beforeAll(async () => {
    sample = await application().on(adapter).start();
    client = await generateClient((await sample.call('/docs-json')).text);
    const program = await readFile(PROGRAM, 'utf8');
    for (const [file, { right, wrong }] of MISTAKEN) {
      await writeFile(join(client.directory, file), program.replace(right, wrong));
    }
    findings = compile(client, ['verify.ts', ...MISTAKEN.keys()]);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await sample.stop();
    await rm(client.directory, { recursive: true });
  });

  it('compiles with every strict check, completes a verification, and knows each error by its type', async () => {
    expect(findings.filter(({ file }) => !MISTAKEN.has(file))).toEqual([]);

    const { stdout } = await run(process.execPath, [client.program, sample.origin, SANDBOX.apiKey]);
    expect(JSON.parse(stdout)).toEqual({
      checked: 'PASSED because verified',
      read: 'PASSED because verified',
      followed: [expect.objectContaining({ status: 'PASSED' })],
      errors: [
        'invalid_request: sceneCode maxLength,sceneCode matches',
        'verification_ended',
        'unauthorized',
      ],
    });
  });

  it('makes the compiler reject mistakes', () => {
    expect(new Set(findings.map(({ file }) => file))).toEqual(new Set(MISTAKEN.keys()));
  });
});
