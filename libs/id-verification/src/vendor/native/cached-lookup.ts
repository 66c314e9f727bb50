import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { callbackify, promisify } from 'node:util';

/** All addresses of a host name. */
export type ResolveAddresses = (hostname: string) => Promise<LookupAddress[]>;

/** The system's resolver, which does not return TTLs. */
const resolveBySystem: ResolveAddresses = (hostname) => promisify(lookup)(hostname, { all: true });

/** How long addresses are cached, in milliseconds: short enough to follow changes of the vendor's addresses. */
const KEPT_MS = 30_000;

interface Response {
  readonly addresses: Promise<LookupAddress[]>;
  readonly askedAt: number;
}

/** A lookup with a cache that can be expired. */
export interface CachedLookup {
  readonly lookup: LookupFunction;
  /** Makes the next lookup resolve again, because no connection to the cached addresses could be made. */
  expire(): void;
}

/**
 * Resolves host names for new connections, with a cache: a burst of connections resolves once, and while the resolver
 * fails the last addresses stay in use. Undici's DNS interceptor lacks the latter.
 *
 * @param now a monotonic clock in milliseconds
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

/** Node reads the first address of an empty list too, which would end the process. */
function assertFound(addresses: LookupAddress[]): LookupAddress[] {
  if (addresses.length > 0) return addresses;
  throw Object.assign(new Error('The host name has no address'), { code: 'ENOTFOUND' });
}
