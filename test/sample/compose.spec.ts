import { readFileSync } from 'node:fs';
import { SANDBOX } from '@id-verification/sample/sandbox-values';
import { describe, expect, it } from 'vitest';

const COMPOSE = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');

describe('docker-compose.yml', () => {
  it.each([
    `--access-key-id=${SANDBOX.accessKeyId}`,
    `CLOUDAUTH_EMULATOR_ACCESS_KEY_SECRET: ${SANDBOX.accessKeySecret}`,
    `POSTGRES_PASSWORD: ${SANDBOX.databasePassword}`,
    `POSTGRES_DB: ${SANDBOX.databaseName}`,
    `postgres://sandbox:${SANDBOX.databasePassword}@database:5432/${SANDBOX.databaseName}`,
  ])('holds no secret but one that a live application refuses: %s', (line) => {
    expect(COMPOSE).toContain(line);
  });

  it('publishes ports on the loopback address only', () => {
    const published = [...COMPOSE.matchAll(/^ +- '?([\d.:]+:\d+)'?$/gm)].map(([, port]) => port);
    expect(published).toEqual([`127.0.0.1:${SANDBOX.emulatorPort}:4010`, `127.0.0.1:${SANDBOX.port}:3000`]);
  });
});
