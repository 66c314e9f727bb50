import type { ServerResponse } from 'node:http';

/** Marks every response, so that no client can take the emulator for the vendor. */
export const MARKER_HEADER = 'x-cloudauth-emulator';

/**
 * Puts the marker on the response, the idle limit when the connection stays open, and the time when it is not the
 * machine's, which Node puts there by itself.
 */
export function setStandingHeaders(
  serverResponse: ServerResponse,
  announcedIdleSeconds: number | undefined,
  now: (() => number) | undefined,
): void {
  serverResponse.setHeader(MARKER_HEADER, '1');
  if (now !== undefined) serverResponse.setHeader('Date', new Date(now()).toUTCString());
  if (announcedIdleSeconds !== undefined && serverResponse.shouldKeepAlive)
    serverResponse.setHeader('Keep-Alive', `timeout=${announcedIdleSeconds}`);
}
