/**
 * A header of every response of the callback route. The reachability check and the doctor recognise the route by it,
 * as any page of a host may respond with 200.
 */
export const CALLBACK_HEADER = 'id-verification-callback';

/** The same response to every callback, so that it shows nothing about the token. */
export const CALLBACK_RESPONSE = {
  status: 200,
  headers: {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': '2',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    [CALLBACK_HEADER]: '1',
  },
  body: 'OK',
} as const;
