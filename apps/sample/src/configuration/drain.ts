import type { EnvironmentReader } from './environment-reader.js';

/** Load balancers probe every second or two, and together with the rest it must fit into the 10 s of `docker stop`. */
const LIVE_SECONDS = 3;

/** How long the process serves requests after the signal to stop, in milliseconds. */
export function readDrainMs(reader: EnvironmentReader, sandbox: boolean): number {
  return (reader.wholeNumber('DRAIN_SECONDS', 0, 600) ?? (sandbox ? 0 : LIVE_SECONDS)) * 1_000;
}
