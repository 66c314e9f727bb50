import { existsSync, readFileSync } from 'node:fs';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { problemsBySchema } from '../support/deploy/compose-check.js';

const COMPOSE = read('docker-compose.yml');
const { services } = parse(COMPOSE, { merge: true });
const REPLICAS = ['sample-1', 'sample-2'];

describe('docker-compose.yml', () => {
  it('is valid by the schema of the Compose specification', () => {
    expect(problemsBySchema()).toBe('');
  });

  it.each([
    `--access-key-id=${SANDBOX.accessKeyId}`,
    `CLOUDAUTH_EMULATOR_ACCESS_KEY_SECRET: ${SANDBOX.accessKeySecret}`,
    `POSTGRES_PASSWORD: ${SANDBOX.databasePassword}`,
    `POSTGRES_DB: ${SANDBOX.databaseName}`,
    `postgres://sandbox:${SANDBOX.databasePassword}@database:5432/${SANDBOX.databaseName}`,
  ])('contains only secrets that a live application rejects: %s', (line) => {
    expect(COMPOSE).toContain(line);
  });

  it('publishes ports on the loopback address only', () => {
    const published = Object.values<{ ports?: string[] }>(services).flatMap(({ ports = [] }) => ports);
    expect(published.toSorted()).toEqual([
      `127.0.0.1:${SANDBOX.port}:8080`,
      '127.0.0.1:3001:3000',
      `127.0.0.1:${SANDBOX.emulatorPort}:4010`,
      '127.0.0.1:9090:9090',
    ]);
  });

  it('runs two replicas that differ in nothing, without privileges and on a read-only file system', () => {
    const [one, other] = REPLICAS.map((name) => services[name]);
    expect(one).toEqual(other);
    expect(one).toMatchObject({ read_only: true, cap_drop: ['ALL'], init: true });
  });

  it('limits every service, and drops its privileges', () => {
    for (const service of Object.values(services)) {
      expect(service).toMatchObject({
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        mem_limit: expect.any(String),
        cpus: expect.any(Number),
        pids_limit: expect.any(Number),
      });
    }
  });

  it('runs images as a numeric user', () => {
    const users = read('Dockerfile').match(/^USER .*$/gm) ?? [];
    expect(users.length).toBeGreaterThan(1);
    for (const user of users) expect(user).toMatch(/^USER [1-9]\d*$/);
  });

  it('starts them when the migrations are done, and gives them the time that they need to stop', () => {
    expect(services.migrate.command).toEqual(['node', 'apps/sample/dist/migrate.js']);
    for (const name of REPLICAS) {
      expect(services[name]).toMatchObject({
        depends_on: { migrate: { condition: 'service_completed_successfully' } },
        stop_grace_period: '30s',
      });
    }
  });

  it('has the proxy and Prometheus look at every replica', () => {
    const [
      {
        static_configs: [{ targets }],
        metrics_path,
      },
    ] = parse(read('deploy/prometheus/prometheus.yml')).scrape_configs;
    expect({ targets, metrics_path }).toEqual({
      targets: REPLICAS.map((name) => `${name}:3000`),
      metrics_path: '/metrics',
    });
    expect(read('deploy/proxy/Caddyfile')).toContain(`reverse_proxy ${targets.join(' ')} {`);
  });

  it('mounts nothing of the project that is not there', () => {
    const mounts = Object.values<{ volumes?: string[] }>(services)
      .flatMap(({ volumes = [] }) => volumes)
      .filter((volume) => volume.startsWith('./'))
      .map((volume) => volume.split(':')[0] ?? '');
    expect(mounts.length).toBeGreaterThan(2);
    expect(mounts.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
  });
});

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}
