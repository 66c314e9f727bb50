/** Settings of a live application that come from nowhere and lead nowhere; a database is missing. */
export const LIVE_SETTINGS = {
  API_KEYS: `shop:${'0'.repeat(64)}`,
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-live-test',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'live-test-secret',
  ID_VERIFICATION_HASH_KEYS: 'k1:0123456789abcdef0123456789abcdef',
  ID_VERIFICATION_CALLBACK_URL: 'https://verify.shop.de/id-verification/callback',
  ID_VERIFICATION_CALLBACK_KEYS: 'c1:fedcba9876543210fedcba9876543210',
} as const;
