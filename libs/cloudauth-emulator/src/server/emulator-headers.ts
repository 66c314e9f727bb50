import type { ServerResponse } from 'node:http';

/** Marks every answer, so that no client can take the emulator for the vendor. */
export const MARKER_HEADER = 'x-cloudauth-emulator';

/**
 * Puts the marker on the answer, the idle limit when the connection stays open, and the time when it is not the
 * machine's, which Node puts there by itself.
 */
export function setStandingHeaders(
  response: ServerResponse,
  announcedIdleSeconds: number | undefined,
  now: (() => number) | undefined,
): void {
  response.setHeader(MARKER_HEADER, '1');
  if (now !== undefined) response.setHeader('Date', new Date(now()).toUTCString());
  if (announcedIdleSeconds !== undefined && response.shouldKeepAlive)
    response.setHeader('Keep-Alive', `timeout=${announcedIdleSeconds}`);
}
