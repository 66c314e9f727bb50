import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { callbackify, promisify } from 'node:util';

/** All addresses of a host name. */
export type ResolveAddresses = (hostname: string) => Promise<LookupAddress[]>;

/** The system's resolver, which says nothing of how long its responses hold. */
const resolveBySystem: ResolveAddresses = (hostname) => promisify(lookup)(hostname, { all: true });

/** How long a response is used, in milliseconds: short enough to follow a vendor that moves to other machines. */
const KEPT_MS = 30_000;

interface Response {
  readonly addresses: Promise<LookupAddress[]>;
  readonly askedAt: number;
}

/**
 * Resolves host names for new connections and caches the responses: a burst of connections resolves once, and a resolver that
 * fails costs no call, because its last good response stays in use.
 *
 * @param now a clock in milliseconds that never goes back
 */
export function cachedLookup(
  resolve: ResolveAddresses = resolveBySystem,
  now: () => number = () => performance.now(),
): LookupFunction {
  const responses = new Map<string, Response>();

  const ask = (hostname: string): Promise<LookupAddress[]> => {
    const last = responses.get(hostname);
    if (last !== undefined && now() - last.askedAt < KEPT_MS) return last.addresses;
    const addresses = resolve(hostname).catch((error: unknown) => {
      if (last !== undefined) return last.addresses;
      responses.delete(hostname);
      throw error;
    });
    responses.set(hostname, { addresses, askedAt: now() });
    return addresses;
  };

  const lookUp = callbackify(ask);
  return (hostname, { all }, callback) =>
    lookUp(hostname, (error, addresses = []) => {
      const [first] = addresses;
      if (error !== null) callback(error, '');
      else if (all === true) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
}
