/** A live environment that is complete, with values that come from nowhere. */
export const LIVE_ENVIRONMENT = {
  DATABASE_URL: 'postgres://app:Pg-pass-7f3a@db.shop.de:5432/verifications',
  API_KEYS: `shop:${'0a'.repeat(32)},desk:${'1b'.repeat(32)}`,
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-6d1c',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'Ak-secret-91be',
  ID_VERIFICATION_HASH_KEYS: `h2:${'2c'.repeat(32)},h1:${'3d'.repeat(32)}`,
  ID_VERIFICATION_CALLBACK_URL: 'https://verify.shop.de/id-verification/callback',
  ID_VERIFICATION_CALLBACK_KEYS: `c1:${'4e'.repeat(32)}`,
} as const;
