import type { Operation } from './operation.js';

/** Does nothing, for keeping a connection open; takes no parameter. */
export const KEEPALIVE = {
  name: 'KeepaliveIntl',
  isIdempotent: true,
  successCodes: ['Success'],
  sdk: { method: 'keepaliveIntlWithOptions' },
  decode: () => undefined,
} as const satisfies Operation<undefined>;
