import { IdVerificationService, type IdVerificationModuleOptions } from 'nestjs-id-verification';
import { DataSource } from 'typeorm';
import { compileHost, type HostModuleSettings } from './host-module.js';

export const ACCESS_KEY = { id: 'LTAI-test', secret: 'test-secret' };

/** A key of another account, to which the vendor gives nothing of the first. */
export const OTHER_ACCOUNT = { id: 'LTAI-other', secret: 'other-secret', account: 'other' };

export const HASH_KEY = { id: 'k1', secret: 'hash-key-of-the-tests-0123456789ab' };

/** Nothing stands between a call and the vendor: each call goes out at once, and once. */
export const UNGUARDED = { rateLimit: false, retry: false, circuitBreaker: false } as const;

/** Options that talk to an emulator. Nothing works by itself, so that a test alone decides what happens when. */
export function emulatorOptions(endpoint: string): IdVerificationModuleOptions {
  return {
    ...UNGUARDED,
    workers: { enabled: false },
    credentials: { accessKeyId: ACCESS_KEY.id, accessKeySecret: ACCESS_KEY.secret },
    hashKeys: [HASH_KEY],
    endpoint,
    sandbox: true,
  };
}

export interface LibraryHost {
  readonly service: IdVerificationService;
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

/** A Nest application that has the module and nothing else, on a migrated database. */
export async function startLibraryHost(
  databaseUrl: string,
  options: IdVerificationModuleOptions,
  settings: Pick<HostModuleSettings, 'clock' | 'log' | 'poolSize'> = {},
): Promise<LibraryHost> {
  const module = await compileHost(databaseUrl, options, { poolSize: 20, ...settings });
  await module.init();
  return {
    service: module.get(IdVerificationService),
    dataSource: module.get(DataSource),
    close: () => module.close(),
  };
}
