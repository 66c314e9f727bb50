import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packLibraries } from '../support/packages/pack-libraries.js';

/** A host as it is, but for the driver that it forgot. */
const HOST = `
  import 'reflect-metadata';
  import { Module } from '@nestjs/common';
  import { NestFactory } from '@nestjs/core';
  import { TypeOrmModule } from '@nestjs/typeorm';
  import { IdVerificationModule } from 'nestjs-id-verification';

  class AppModule {}
  Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url: process.env.DATABASE_URL, autoLoadEntities: true }),
      IdVerificationModule.forRoot({
        credentials: { accessKeyId: 'test', accessKeySecret: 'test' },
        hashKeys: [{ id: 'k1', secret: 'a-key-for-tests-of-32-characters' }],
      }),
    ],
  })(AppModule);
  await NestFactory.createApplicationContext(AppModule, { logger: ['fatal', 'error'] });
`;

/** Peers are not installed with this option, as by package managers that leave them to the host. */
const INSTALL = [
  'install',
  '--legacy-peer-deps',
  '--prefer-offline',
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
];

const DATABASE_URL = 'postgres://user:password@127.0.0.1:1/nowhere';

describe('A host without the package pg', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'without-pg-'));
    const [tarball] = await packLibraries(folder, ['nestjs-id-verification']);
    const dependencies = {
      '@nestjs/common': '^12.0.0',
      '@nestjs/core': '^12.0.0',
      '@nestjs/typeorm': '^12.0.0',
      'class-validator': '^0.15.1',
      'nestjs-id-verification': `file:${tarball}`,
      'reflect-metadata': '^0.2.2',
      rxjs: '^7.8.2',
      typeorm: '~1.1.0',
    };
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'consumer', private: true, type: 'module', dependencies }),
    );
    await writeFile(join(folder, 'main.js'), HOST);
    const { code, output } = await run('npm', INSTALL);
    if (code !== 0) throw new Error(output);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function run(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
    return new Promise((resolve) => {
      const env = { ...process.env, DATABASE_URL, NO_COLOR: '1' };
      const child = execFile(program, args, { cwd: folder, env }, (_, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
      );
    });
  }

  it('ends at its first attempt to start, with a sentence that names the fix', async () => {
    const { code, output } = await run(process.execPath, ['main.js']);

    expect(code).toBe(1);
    expect(output).toContain(
      'the package pg, the driver of PostgreSQL, is not installed: run npm install pg',
    );
    expect(output).not.toContain('Retrying (2)');
  });

  it('gets the fix from the doctor', async () => {
    const doctor = join(folder, 'node_modules/nestjs-id-verification/dist/doctor/main.js');

    const { code, output } = await run(process.execPath, [doctor, 'doctor']);

    expect(code).not.toBe(0);
    expect(output).toContain('run npm install pg');
  });
});
