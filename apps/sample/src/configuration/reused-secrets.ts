import { hashApiKey } from './api-keys.js';
import type { Configuration } from './configuration.js';
import type { EnvironmentReader } from './environment-reader.js';
import type { SettingName } from './setting-names.js';

interface Secret {
  readonly setting: SettingName;
  /** Equal texts are equal secrets: the secret itself and its hash, as API keys are known by their hashes. */
  readonly forms: readonly string[];
}

/** Refuses a secret that protects two things: a person who may know one of them would know the other. */
export function refuseReusedSecrets(
  reader: EnvironmentReader,
  { apiKeys, idVerification }: Pick<Configuration, 'apiKeys' | 'idVerification'>,
): void {
  const { credentials, hashKeys, callback } = idVerification;
  const accessKeySecret = 'accessKeySecret' in credentials ? [credentials.accessKeySecret] : [];
  const secrets: Secret[] = [
    ...apiKeys.map(({ sha256 }): Secret => ({ setting: 'API_KEYS', forms: [sha256.toString('hex')] })),
    ...secretsOf('ALIBABA_CLOUD_ACCESS_KEY_SECRET', accessKeySecret),
    ...secretsOf(
      'ID_VERIFICATION_HASH_KEYS',
      hashKeys.map(({ secret }) => secret),
    ),
    ...secretsOf(
      'ID_VERIFICATION_CALLBACK_KEYS',
      (callback?.keys ?? []).map(({ secret }) => secret),
    ),
  ];
  const known = new Map<string, SettingName>();
  for (const { setting, forms } of secrets) {
    const other = forms.map((form) => known.get(form)).find((found) => found !== undefined);
    if (other === setting) reader.refuse(setting, 'has one secret twice: give each key a secret of its own');
    else if (other !== undefined) reader.refuse(setting, `has a secret of ${other}: make one of its own`);
    for (const form of forms) known.set(form, setting);
  }
}

function secretsOf(setting: SettingName, secrets: readonly string[]): Secret[] {
  return secrets
    .filter((secret) => secret !== '')
    .map((secret) => ({ setting, forms: [secret.toLowerCase(), hashApiKey(secret).toString('hex')] }));
}
