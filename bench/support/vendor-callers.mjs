import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { vendorClient } from '../hand-written/vendor-client.mjs';
import { fromCheckout } from './from-checkout.mjs';
import { metaInfo } from './meta-info.mjs';

const credentials = { accessKeyId: 'bench', accessKeySecret: 'bench' };

const parameters = () => ({
  ProductCode: 'FACE_LIVENESS',
  SceneCode: 'bench',
  MerchantBizId: randomUUID().replaceAll('-', ''),
  MetaInfo: metaInfo,
  MerchantUserId: 'a'.repeat(64),
  SecurityLevel: '02',
  CallbackUrl: 'https://bench.example/callback',
  CallbackToken: 'b'.repeat(64),
});

/** The native client of a checkout. Loaded without the package's other modules, which only differ in memory. */
function native({ url, checkout }) {
  const inside = fromCheckout(checkout);
  const { createCloudauthClient } = inside('../libs/id-verification/dist/vendor/create-cloudauth-client.js');
  const client = createCloudauthClient({ endpoint: url, credentials, sandbox: true });
  return { call: () => client.call('Initialize', parameters(), { timeoutMs: 10_000 }) };
}

/** The vendor's own client. */
function genuine({ url }) {
  const call = vendorClient(url);
  return { call: () => call('Initialize', parameters()) };
}

/** What no client can beat: undici alone, with requests that were signed beforehand. */
function bare({ url }) {
  const inside = fromCheckout();
  const { buildNativeRequest } = inside('../libs/id-verification/dist/vendor/native/native-request.js');
  const pool = new Pool(url, { connections: 64 });
  const sign = () =>
    buildNativeRequest({
      operation: 'Initialize',
      parameters: parameters(),
      host: new URL(url).host,
      credentials: { ...credentials, providerName: 'static_ak' },
      userAgent: 'bench',
      date: new Date(),
      nonce: randomUUID(),
    });
  let signed = [];
  return {
    prepare: (count) => (signed = Array.from({ length: count }, sign)),
    async call() {
      const { body } = await pool.request(signed.pop());
      return { body: await body.json() };
    },
  };
}

/** The ways to call Initialize, each with `call` and, where there is something to do before the time counts, `prepare`. */
export const CALLERS = { native, genuine, bare };
