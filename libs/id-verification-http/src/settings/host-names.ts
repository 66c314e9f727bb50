import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Domains that no public resolver knows (RFC 2606, 6761, 6762, 7686, 8375, 9476, and names of private networks). */
const RESERVED_DOMAIN =
  /(^|\.)(localhost|localdomain|example|invalid|test|local|internal|intranet|private|corp|home|lan|mail|onion|alt|arpa|example\.(com|net|org))$/;

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** What IANA has given out for the internet; everything else of IPv6 is reserved or translated. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether only this machine answers under the name or address.
 *
 * @publicApi
 */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare)
  );
}

/**
 * Whether the internet can reach the host: a global unicast address, or a name that public DNS can resolve.
 *
 * @param hostname of a parsed URL, in which every notation of an address has become one
 */
export function isPublicHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0) return isGlobalAddress(bare);
  const name = bare.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  return (
    name.length <= 253 &&
    labels.length >= 2 &&
    labels.every((label) => LABEL.test(label)) &&
    /[a-z]/.test(labels.at(-1) ?? '') &&
    !RESERVED_DOMAIN.test(name)
  );
}

function isGlobalAddress(text: string): boolean {
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_IPV6);
}
