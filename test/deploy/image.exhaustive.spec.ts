import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/http/free-port.js';
import { HttpCaller } from '../support/http/http-caller.js';
import { ImageBuild, type BuiltStage } from '../support/deploy/image-build.js';
import { ImageProcess, makeReadOnly } from '../support/deploy/image-process.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

const BUILD_TIMEOUT_MS = 900_000;
const DOCKER_STOP_MS = 10_000;

describe('The images, built step by step and run without privileges on a read-only file system', () => {
  let build: ImageBuild;
  let sample: BuiltStage;
  let emulator: BuiltStage;
  let database: TestDatabase;
  const processes: ImageProcess[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('image', 'empty');
    build = await ImageBuild.start();
    [sample, emulator] = await Promise.all([build.stage('sample'), build.stage('emulator')]);
    makeReadOnly(sample);
    makeReadOnly(emulator);
  }, BUILD_TIMEOUT_MS);
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.kill()));
    await build.remove();
    await database.drop();
  });

  function run(
    stage: BuiltStage,
    command: readonly string[],
    env: Record<string, string> = {},
  ): ImageProcess {
    const started = new ImageProcess(stage, command, env);
    processes.push(started);
    return started;
  }

  /** The settings that docker-compose.yml gives, at the addresses of this test. */
  async function sandbox(): Promise<{ env: Record<string, string>; port: number; emulator: ImageProcess }> {
    const [port, emulatorPort] = [await freePort(), await freePort()];
    const vendor = run(
      emulator,
      [
        ...emulator.command,
        '--host=127.0.0.1',
        `--port=${emulatorPort}`,
        `--access-key-id=${SANDBOX.accessKeyId}`,
      ],
      { CLOUDAUTH_EMULATOR_ACCESS_KEY_SECRET: SANDBOX.accessKeySecret },
    );
    await vendor.says('listening on');
    const env = {
      NODE_ENV: 'development',
      SANDBOX: 'true',
      PORT: String(port),
      DATABASE_URL: database.url,
      ID_VERIFICATION_ENDPOINT: `http://127.0.0.1:${emulatorPort}`,
    };
    return { env, port, emulator: vendor };
  }

  it('hold what is needed to run, and nothing that is needed to build or to test', () => {
    const workspace = join(sample.root, 'workspace');
    expect(readdirSync(workspace).toSorted()).toEqual(['apps', 'libs', 'node_modules', 'package.json']);
    expect(readdirSync(join(workspace, 'apps'))).toEqual(['sample']);
    expect(readdirSync(join(workspace, 'libs')).toSorted()).toEqual([
      'id-verification',
      'id-verification-console',
      'id-verification-http',
    ]);
    expect(readdirSync(join(workspace, 'apps/sample')).toSorted()).toEqual(['dist', 'package.json']);
    for (const tool of ['typescript', 'vitest', '@nestjs/cli', 'oxlint', 'playwright-core']) {
      expect(existsSync(join(workspace, 'node_modules', tool))).toBe(false);
    }
    expect(readdirSync(join(emulator.root, 'workspace'))).toEqual(['libs']);
  });

  it('run as a user that is not root', () => {
    expect([sample.user, emulator.user]).toEqual(['1000', '1000']);
  });

  it('bring the doctor along', async () => {
    const doctor = run(sample, ['node', 'libs/id-verification/dist/doctor/main.js', '--help']);
    expect(await doctor.ended).toBe(0);
    expect(doctor.output).toContain('Usage: nestjs-id-verification doctor');
  });

  it('cannot be written to', async () => {
    const attempt = run(sample, ['node', '-e', "require('node:fs').writeFileSync('apps/sample/dist/x', '')"]);
    expect(await attempt.ended).toBe(1);
    expect(attempt.output).toContain('EACCES');
  });

  it('refuse to start live without settings, and name them', async () => {
    const refused = run(sample, sample.command);
    expect(await refused.ended).toBe(1);
    expect(refused.output).toContain('DATABASE_URL is missing');
    expect(refused.output).toContain('ALIBABA_CLOUD_ACCESS_KEY_ID is missing');
  });

  it('refuse to start a sandbox unless a setting says that this is not production', async () => {
    const refused = run(sample, sample.command, { SANDBOX: 'true', DATABASE_URL: database.url });
    expect(await refused.ended).toBe(1);
    expect(refused.output).toContain('NODE_ENV=production');
  });

  it('migrate, serve a verification, report that they are healthy, and stop within the time of docker stop', async () => {
    const { env, port, emulator: vendor } = await sandbox();
    const migrated = run(sample, ['node', 'apps/sample/dist/migrate.js'], env);
    expect(await migrated.ended).toBe(0);
    expect(migrated.output).toContain('application: ran CreateOnboarding1764000000000');

    const served = await run(sample, sample.command, { ...env, DRAIN_SECONDS: '3' }).says('listens on');
    const caller = new HttpCaller(`http://127.0.0.1:${port}`, SANDBOX.apiKey);
    expect(await caller.call('/health/live')).toMatchObject({ status: 200 });
    expect(await caller.call('/')).toMatchObject({ status: 200 });
    expect(await caller.call('/assets/verify.js')).toMatchObject({ status: 200 });
    expect(await caller.post('/verifications', LEAST_BODY)).toMatchObject({ status: 201 });
    expect(await run(sample, sample.healthcheck, env).ended).toBe(0);

    const asked = Date.now();
    served.signal('SIGTERM');
    expect(await served.ended).toBe(0);
    expect(Date.now() - asked).toBeLessThan(DOCKER_STOP_MS);
    expect(await run(sample, sample.healthcheck, env).ended).toBe(1);

    vendor.signal('SIGTERM');
    expect(await vendor.ended).toBe(0);
  });
});
