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

/** A lookup that can be made to resolve anew. */
export interface CachedLookup {
  readonly lookup: LookupFunction;
  /** The next lookup resolves again: no connection could be made with what is cached. */
  expire(): void;
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
): CachedLookup {
  const responses = new Map<string, Response>();

  const ask = (hostname: string): Promise<LookupAddress[]> => {
    const last = responses.get(hostname);
    if (last !== undefined && now() - last.askedAt < KEPT_MS) return last.addresses;
    const addresses = resolve(hostname)
      .then(assertFound)
      .catch((error: unknown) => {
        if (last !== undefined) return last.addresses;
        responses.delete(hostname);
        throw error;
      });
    responses.set(hostname, { addresses, askedAt: now() });
    return addresses;
  };

  const lookUp = callbackify(ask);
  return {
    lookup: (hostname, { all }, callback) =>
      lookUp(hostname, (error, addresses = []) => {
        const [first] = addresses;
        if (error !== null) callback(error, '');
        else if (all === true) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family);
      }),
    expire: () => {
      for (const [hostname, { addresses }] of responses) {
        responses.set(hostname, { addresses, askedAt: Number.NEGATIVE_INFINITY });
      }
    },
  };
}

/** Node reads the first address of a list without a look at its length, and the process would end. */
function assertFound(addresses: LookupAddress[]): LookupAddress[] {
  if (addresses.length > 0) return addresses;
  throw Object.assign(new Error('The host name has no address'), { code: 'ENOTFOUND' });
}
