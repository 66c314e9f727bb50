import type { ServerResponse } from 'node:http';

/** Marks every answer, so that no client can take the emulator for the vendor. */
export const MARKER_HEADER = 'x-cloudauth-emulator';

/** Puts the marker on the answer, and the idle limit when the connection stays open. */
export function setStandingHeaders(response: ServerResponse, announcedIdleSeconds: number | undefined): void {
  response.setHeader(MARKER_HEADER, '1');
  if (announcedIdleSeconds !== undefined && response.shouldKeepAlive)
    response.setHeader('Keep-Alive', `timeout=${announcedIdleSeconds}`);
}
