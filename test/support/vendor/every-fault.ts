import type { FaultEffect } from 'cloudauth-emulator';
import { EVERY_MARK } from '../conformance/marks.js';

type Kind = FaultEffect['kind'];

/** One fault of every kind that the emulator has; those that can speak repeat everything that they were sent. */
const FAULTS: { readonly [One in Kind]: Extract<FaultEffect, { kind: One }> } = {
  vendorCode: { kind: 'vendorCode', code: 'InvalidParameter', message: EVERY_MARK },
  throttling: { kind: 'throttling' },
  rawResponse: { kind: 'rawResponse', status: 502, body: `<p>${EVERY_MARK}</p>`, contentType: 'text/html' },
  redirect: { kind: 'redirect', location: `/?${EVERY_MARK}` },
  resetBeforeResponse: { kind: 'resetBeforeResponse' },
  hang: { kind: 'hang' },
  okWithCode: { kind: 'okWithCode', code: 'Forbidden.AccountAccessDenied', message: EVERY_MARK },
  withoutTransactionId: { kind: 'withoutTransactionId' },
  mergeBody: {
    kind: 'mergeBody',
    body: { Message: EVERY_MARK, Result: { TransactionId: { echo: EVERY_MARK }, Echo: EVERY_MARK } },
  },
  loseResponse: { kind: 'loseResponse' },
  cutBody: { kind: 'cutBody' },
  resetInBody: { kind: 'resetInBody' },
  gzipBody: { kind: 'gzipBody' },
  slowHead: { kind: 'slowHead', bytes: 1, intervalMs: 20 },
  dripBody: { kind: 'dripBody', bytes: 1, intervalMs: 20 },
  latency: { kind: 'latency', ms: 5 },
};

export const EVERY_FAULT: readonly FaultEffect[] = Object.values(FAULTS);
