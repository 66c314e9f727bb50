import { SANDBOX } from 'nestjs-id-verification-http/settings';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { newRequest } from './request.js';
import { emulatorOptions } from '../host/library-host.js';

/** What must show up nowhere, each as a text that nothing else holds. */
export const MARKS = {
  metaInfo: 'MARK-meta-info',
  merchantUserId: 'MARK-merchant-user-id',
  callbackUrl: 'MARK-callback-url',
  callbackToken: 'MARK-callback-token',
  extraParameter: 'MARK-extra-parameter',
  accessKeySecret: 'MARK-access-key-secret',
  hashKey: 'MARK-hash-key-of-at-least-32-characters',
  callbackKey: 'MARK-callback-key-of-at-least-32-characters',
  databasePassword: 'MARK-database-password',
  apiKey: 'MARK-api-key',
} as const;

/** The sandbox's secrets are public, and are kept like others all the same. */
const SANDBOX_SECRETS = [
  SANDBOX.accessKeySecret,
  SANDBOX.hashKey.secret,
  SANDBOX.callbackKey.secret,
  SANDBOX.apiKey,
];

/** A vendor, or whatever stands between here and it, that repeats everything that it was ever sent. */
export const EVERY_MARK = Object.values(MARKS).join(' ');

/** The marks and secrets that a text holds, also as hexadecimal digits or in Base64. */
export function marksIn(text: string): string[] {
  const lower = text.toLowerCase();
  return [...Object.values(MARKS), ...SANDBOX_SECRETS].filter((mark) =>
    [mark, Buffer.from(mark).toString('hex'), Buffer.from(mark).toString('base64')].some((spelling) =>
      lower.includes(spelling.toLowerCase()),
    ),
  );
}

export const MARKED_KEY = { id: 'LTAI-marked', secret: MARKS.accessKeySecret };

export function markedOptions(endpoint: string): IdVerificationModuleOptions {
  return {
    ...emulatorOptions(endpoint),
    // One fault follows the other here: with the default of 20 the circuit opened, and the later ones met no call.
    circuitBreaker: { windowSize: 1_000 },
    credentials: { accessKeyId: MARKED_KEY.id, accessKeySecret: MARKED_KEY.secret },
    hashKeys: [{ id: 'marked', secret: MARKS.hashKey }],
    callback: {
      url: 'https://example.com/callback',
      keys: [{ id: 'marked', secret: MARKS.callbackKey }],
    },
  };
}

/** A request in which everything personal and secret is marked. */
export function markedRequest() {
  return {
    ...newRequest(),
    metaInfo: JSON.stringify({ deviceType: 'ios', apdidToken: MARKS.metaInfo }),
    merchantUserId: MARKS.merchantUserId,
    callbackUrl: `https://example.com/?order=${MARKS.callbackUrl}`,
    callbackToken: MARKS.callbackToken,
    returnUrl: `https://example.com/${MARKS.extraParameter}`,
    extraParameters: { DocType: MARKS.extraParameter },
  };
}
