/** Settings of a live application that come from nowhere and lead nowhere; a database is missing. */
export const LIVE_SETTINGS = {
  API_KEYS: `shop:${'0'.repeat(64)}`,
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-live-test',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'live-test-secret',
  ID_VERIFICATION_HASH_KEYS: 'k1:9b1d4f07c26ae835bd70f1926e84c35a',
  ID_VERIFICATION_CALLBACK_URL: 'https://verify.shop.de/id-verification/callback',
  ID_VERIFICATION_CALLBACK_KEYS: 'c1:e47a02b96d15fc38a1736c0f94d8be52',
} as const;
