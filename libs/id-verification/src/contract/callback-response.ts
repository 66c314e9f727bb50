/**
 * A header of every response of the callback route, by which the reachability check and the doctor recognise the route:
 * any page of a host may respond with 200.
 */
export const CALLBACK_HEADER = 'id-verification-callback';

/** The response to every callback, valid token or not. */
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
