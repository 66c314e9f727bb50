import type { CloudauthEmulator } from 'cloudauth-emulator';
import {
  newMerchantBizId,
  type InitializedVerification,
  type TenantAccount,
  type TenantAccounts,
} from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { MINIMAL_REQUEST } from '../vendor/initialize-parameter-cases.js';
import { ACCESS_KEY } from './library-host.js';
import type { VerdictHost } from './verdict-host.js';
import { VerdictStage } from './verdict-stage.js';

export const keyOf = (tenant: string, n = 1) => ({
  id: `LTAI-${tenant}-${n}`,
  secret: `secret-of-${tenant}-${n}`,
  account: tenant,
});

export const accountOf = (tenant: string, n = 1): TenantAccount => {
  const { id, secret } = keyOf(tenant, n);
  return { credentials: { accessKeyId: id, accessKeySecret: secret } };
};

export const TENANT_KEYS = [keyOf('acme'), keyOf('acme', 2), keyOf('globex')];

const ACCOUNTS: Readonly<Record<string, TenantAccount>> = {
  acme: accountOf('acme'),
  globex: accountOf('globex'),
};
export const accounts: TenantAccounts = (tenant) => ACCOUNTS[tenant];

/** A process that serves calls and leaves the checks to others. */
export const SERVING = { workers: { enabled: false } } as const;

/** The stage of a spec file, with an emulator that knows the keys of the tenants. */
export function useTenantStage(name: string): VerdictStage {
  const stage = new VerdictStage();
  beforeAll(async () => void (await stage.open(name, { accessKeys: [ACCESS_KEY, ...TENANT_KEYS] })));
  afterEach(async () => {
    await stage.clear();
    stage.emulator.reset();
  });
  afterAll(() => stage.close());
  return stage;
}

/** Initializes a verification of a tenant, or without one. */
export function start(
  { service }: VerdictHost,
  tenant?: string,
  merchantBizId = newMerchantBizId(),
): Promise<InitializedVerification> {
  return service.initialize({ ...MINIMAL_REQUEST, merchantBizId }, { tenant });
}

/** The keys that signed an emulator's requests, by operation. */
export function signers(emulator: CloudauthEmulator): Record<string, Set<string | undefined>> {
  const keys: Record<string, Set<string | undefined>> = {};
  for (const { action = '', headers } of emulator.requests()) {
    (keys[action] ??= new Set()).add(/Credential=([^,]+)/.exec(headers.authorization ?? '')?.[1]);
  }
  return keys;
}
