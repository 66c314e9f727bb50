import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SANDBOX } from '@id-verification/sample/sandbox-values';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, application, type RunningApplication } from '../support/application.js';
import { compile, generateClient, type GeneratedClient } from '../support/generated-client/generate.js';

const run = promisify(execFile);

/** Mistakes that a client's user could make, each in the program that works without it. */
const MISTAKES = [
  { what: 'a field that there is not', right: 'sceneCode', wrong: 'sceneKode' },
  { what: 'a status that no answer has', right: 'case 409:', wrong: 'case 410:' },
  { what: 'a field of another answer', right: '{ status, reason }', wrong: '{ status, protocol }' },
] as const;

const PROGRAM = new URL('../support/generated-client/verify.ts', import.meta.url);

// Compilers take their time on a busy machine.
const TIMEOUT = { timeout: 120_000 };

describe.each(ADAPTERS)('A client generated from the description on %s', TIMEOUT, (adapter) => {
  let sample: RunningApplication;
  let client: GeneratedClient;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
    client = await generateClient((await sample.call('/docs-json')).text);
  });
  afterAll(async () => {
    await sample.stop();
    await rm(client.directory, { recursive: true });
  });

  it('compiles with every strict check, completes a verification, and knows each error by its type', async () => {
    expect(compile(client, ['verify.ts'])).toEqual([]);

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

  it('lets the compiler find the mistakes of its user', async () => {
    const program = await readFile(PROGRAM, 'utf8');
    const mistaken = MISTAKES.map(({ right, wrong }) => program.replace(right, wrong));
    const names = MISTAKES.map(({ what }) => `${what.replaceAll(' ', '-')}.ts`);
    await Promise.all(
      names.map((name, index) => writeFile(join(client.directory, name), mistaken[index] ?? '')),
    );

    expect(mistaken).not.toContain(program);
    expect(new Set(compile(client, names).map(({ file }) => file))).toEqual(new Set(names));
  });
});
