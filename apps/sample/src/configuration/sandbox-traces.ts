import { hashApiKey } from './api-keys.js';
import type { EnvironmentReader } from './environment-reader.js';
import { SANDBOX } from './sandbox-values.js';
import type { SettingName } from './setting-names.js';

/** Settings in which a value of the sandbox could end up, and what it looks like there. */
const TRACES: readonly { setting: SettingName; isSandbox: (value: string) => boolean; fix: string }[] = [
  {
    setting: 'DATABASE_URL',
    isSandbox: isSandboxDatabase,
    fix: 'give a database of its own, whose password only the operators know',
  },
  {
    setting: 'API_KEYS',
    isSandbox: (value) => value.toLowerCase().includes(hashApiKey(SANDBOX.apiKey).toString('hex')),
    fix: 'make a new key with `node apps/sample/dist/api-key.js <name>`',
  },
  {
    setting: 'ALIBABA_CLOUD_ACCESS_KEY_ID',
    isSandbox: (value) => value === SANDBOX.accessKeyId,
    fix: 'give the AccessKey ID of a RAM user',
  },
  {
    setting: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    isSandbox: (value) => value === SANDBOX.accessKeySecret,
    fix: 'give the AccessKey Secret of a RAM user',
  },
  ...(['ID_VERIFICATION_HASH_KEYS', 'ID_VERIFICATION_CALLBACK_KEYS'] as const).map((setting) => ({
    setting,
    isSandbox: (value: string) =>
      [SANDBOX.hashKey, SANDBOX.callbackKey].some(({ secret }) => value.includes(secret)),
    fix: 'make a new secret with `openssl rand -hex 32`',
  })),
  {
    setting: 'ID_VERIFICATION_CALLBACK_URL',
    isSandbox: (value) => value.includes(new URL(SANDBOX.callbackUrl).host),
    fix: 'give the public https address of /id-verification/callback of this application',
  },
];

/** Refuses what the whole world knows from being used where it must protect something. */
export function refuseSandboxTraces(reader: EnvironmentReader): void {
  for (const { setting, isSandbox, fix } of TRACES) {
    const value = reader.optional(setting);
    if (value !== undefined && isSandbox(value)) {
      reader.refuse(setting, `holds a value of the sandbox, which is public: ${fix}`);
    }
  }
}

function isSandboxDatabase(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { password, pathname } = new URL(value);
  return password === SANDBOX.databasePassword || pathname === `/${SANDBOX.databaseName}`;
}
