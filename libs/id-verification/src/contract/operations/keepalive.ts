import type { Operation } from './operation.js';

/** Has no effect and no parameters; keeps a connection open. */
export const KEEPALIVE = {
  name: 'KeepaliveIntl',
  isIdempotent: true,
  successCodes: ['Success'],
  sdk: { method: 'keepaliveIntlWithOptions' },
  decode: () => undefined,
} as const satisfies Operation<undefined>;
