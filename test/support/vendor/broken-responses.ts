import type { FaultEffect } from 'cloudauth-emulator';
import type { IdVerificationErrorCode } from 'nestjs-id-verification';

/** A response that no table of the vendor's describes, and what becomes of it. */
export interface BrokenResponse {
  readonly what: string;
  readonly fault: FaultEffect;
  readonly code: IdVerificationErrorCode;
  readonly httpStatus: number;
  readonly row: 'REJECTED' | 'INITIALIZING';
  /** Whether as much arrives as the vendor's request id. */
  readonly hasRequestId: boolean;
}

const HTML = '<html><body>Bad Gateway</body></html>';

const unreadable = { code: 'vendor_response_unreadable', httpStatus: 503, row: 'INITIALIZING' } as const;
const unreachable = { code: 'vendor_unreachable', httpStatus: 503, row: 'INITIALIZING' } as const;
const refused = { code: 'vendor_refused', httpStatus: 502, row: 'REJECTED' } as const;

function raw(status: number, body: string, contentType = 'application/json'): FaultEffect {
  return { kind: 'rawResponse', status, body, contentType };
}

function result(Result: FaultBody): FaultEffect {
  return { kind: 'mergeBody', body: { Result } };
}

type FaultBody = Extract<FaultEffect, { kind: 'mergeBody' }>['body'][string];

/** Answers that arrive and are not what the vendor documents. */
export const BROKEN_RESPONSES: readonly BrokenResponse[] = [
  {
    what: 'success without a TransactionId',
    fault: { kind: 'withoutTransactionId' },
    ...unreadable,
    hasRequestId: true,
  },
  {
    what: 'success with an empty TransactionId',
    fault: result({ TransactionId: '' }),
    ...unreadable,
    hasRequestId: true,
  },
  {
    what: 'success with a list as TransactionId',
    fault: result({ TransactionId: ['a'] }),
    ...unreadable,
    hasRequestId: true,
  },
  {
    what: 'success with a TransactionId that cannot be stored',
    fault: result({ TransactionId: 'a\0b' }),
    ...unreadable,
    hasRequestId: true,
  },
  {
    what: 'success with an endless TransactionId',
    fault: result({ TransactionId: 'a'.repeat(5_000) }),
    ...unreadable,
    hasRequestId: true,
  },
  { what: 'success without a result', fault: result(null), ...unreadable, hasRequestId: true },
  { what: 'success with a text as result', fault: result('done'), ...unreadable, hasRequestId: true },
  { what: '200 with an empty object', fault: raw(200, '{}'), ...unreadable, hasRequestId: true },
  { what: '200 with an empty body', fault: raw(200, ''), ...unreadable, hasRequestId: true },
  { what: '200 with null', fault: raw(200, 'null'), ...unreadable, hasRequestId: true },
  { what: '200 with a list', fault: raw(200, '[]'), ...unreadable, hasRequestId: true },
  { what: '200 with a page of HTML', fault: raw(200, HTML, 'text/html'), ...unreadable, hasRequestId: true },
  { what: '502 with a page of HTML', fault: raw(502, HTML, 'text/html'), ...unreadable, hasRequestId: true },
  { what: '504 with an empty body', fault: raw(504, ''), ...unreadable, hasRequestId: true },
  { what: '408 with an empty body', fault: raw(408, ''), ...unreadable, hasRequestId: true },
  { what: '403 with a page of HTML', fault: raw(403, HTML, 'text/html'), ...unreadable, hasRequestId: true },
  { what: '431 with an empty body', fault: raw(431, ''), ...refused, hasRequestId: true },
  { what: 'a redirect', fault: { kind: 'redirect', location: '/' }, ...unreadable, hasRequestId: true },
  {
    what: 'a redirect that keeps the method',
    fault: { kind: 'redirect', status: 307, location: '/' },
    ...unreadable,
    hasRequestId: true,
  },
  { what: 'a body cut in the middle', fault: { kind: 'cutBody' }, ...unreachable, hasRequestId: false },
  {
    what: 'a body cut before it began',
    fault: { kind: 'cutBody', sentBytes: 0 },
    ...unreachable,
    hasRequestId: false,
  },
  {
    what: 'a connection reset in the body',
    fault: { kind: 'resetInBody' },
    ...unreachable,
    hasRequestId: false,
  },
  {
    what: 'a connection reset before the response',
    fault: { kind: 'resetBeforeResponse' },
    ...unreachable,
    hasRequestId: false,
  },
  {
    what: 'a success that got lost on its way',
    fault: { kind: 'loseResponse' },
    ...unreachable,
    hasRequestId: false,
  },
];

const late = { code: 'vendor_timeout', httpStatus: 503, row: 'INITIALIZING', hasRequestId: false } as const;

/** Answers that are not there when the deadline is. */
export const LATE_RESPONSES: readonly BrokenResponse[] = [
  { what: 'no response at all', fault: { kind: 'hang' }, ...late },
  { what: 'a response after the deadline', fault: { kind: 'latency', ms: 3_000 }, ...late },
  {
    what: 'a head that drips past the deadline',
    fault: { kind: 'slowHead', bytes: 1, intervalMs: 20 },
    ...late,
  },
  {
    what: 'a body that drips past the deadline',
    fault: { kind: 'dripBody', bytes: 1, intervalMs: 20 },
    ...late,
  },
];

/** Answers that are unlike the documented one in nothing that matters. */
export const TOLERATED_RESPONSES: readonly { readonly what: string; readonly fault: FaultEffect }[] = [
  { what: 'unknown fields', fault: result({ ClientCfg: '{}', New: { a: [1, null] } }) },
  { what: 'a number as Protocol', fault: result({ Protocol: 7 }) },
  { what: 'an object as Protocol', fault: result({ Protocol: { a: 1 } }) },
  { what: 'no Protocol and no TransactionUrl', fault: result({ Protocol: null, TransactionUrl: null }) },
  { what: 'an object as Message', fault: { kind: 'mergeBody', body: { Message: { a: 1 } } } },
  { what: 'no RequestId', fault: { kind: 'mergeBody', body: { RequestId: null } } },
  { what: 'a number as RequestId', fault: { kind: 'mergeBody', body: { RequestId: 7 } } },
  { what: 'an endless RequestId', fault: { kind: 'mergeBody', body: { RequestId: 'r'.repeat(5_000) } } },
  { what: 'a compressed body that was not requested', fault: { kind: 'gzipBody' } },
  { what: 'a slow body', fault: { kind: 'dripBody', bytes: 100, intervalMs: 1 } },
  { what: 'a slow head', fault: { kind: 'slowHead', bytes: 100, intervalMs: 1 } },
];
