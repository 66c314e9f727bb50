import type { z } from 'zod';
import { hashApiKey, type KnownApiKey } from '../security/api-key.js';
import type { IdVerificationSettings } from './id-verification.settings.js';

/** Settings that hold secrets; one that is wrong itself is absent. */
type Secrets = Partial<Pick<IdVerificationSettings, (typeof SECRET_SETTINGS)[number]>> & {
  readonly API_KEYS?: readonly KnownApiKey[];
};

const SECRET_SETTINGS = [
  'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  'ID_VERIFICATION_HASH_KEYS',
  'ID_VERIFICATION_CALLBACK_KEYS',
] as const;

/**
 * Refuses a secret that protects two things: a person who may know one of them would know the other.
 *
 * @publicApi
 */
export function refuseReusedSecrets(settings: Secrets, context: z.core.$RefinementCtx): void {
  const known = new Map<string, string>();
  for (const { setting, forms } of secretsIn(settings)) {
    const other = forms.map((form) => known.get(form)).find((found) => found !== undefined);
    const message =
      other === setting
        ? 'has one secret twice: give each key a secret of its own'
        : `has a secret of ${other}: make one of its own`;
    if (other !== undefined) context.addIssue({ code: 'custom', path: [setting], message });
    for (const form of forms) known.set(form, setting);
  }
}

/** Equal texts are equal secrets: the secret itself and its hash, as API keys are known by their hashes. */
function secretsIn(settings: Secrets): { setting: string; forms: string[] }[] {
  const keys = Array.isArray(settings.API_KEYS) ? settings.API_KEYS : [];
  return [
    ...keys.map(({ sha256 }) => ({ setting: 'API_KEYS', forms: [sha256.toString('hex')] })),
    ...SECRET_SETTINGS.flatMap((setting) =>
      textsIn(settings[setting]).map((secret) => ({
        setting,
        forms: [secret.toLowerCase(), hashApiKey(secret).toString('hex')],
      })),
    ),
  ];
}

function textsIn(value: Secrets[(typeof SECRET_SETTINGS)[number]] | undefined): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.map(({ secret }) => secret) : [];
}
