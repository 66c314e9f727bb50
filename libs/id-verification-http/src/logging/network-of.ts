import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Bits of an address that identify the network and not the user in it. */
const KEPT_BITS = { ipv4: 24, ipv6: 48 } as const;

/**
 * The network that an address belongs to, as in `192.0.2.0/24`: enough to see where requests come from, and too little
 * to tell one user from another. Undefined for what is no address.
 */
export function networkOf(address: string | undefined): string | undefined {
  if (address === undefined || isIP(address) === 0) return undefined;
  const parsed = ipaddr.process(address);
  const bits = KEPT_BITS[parsed.kind()];
  const parser = parsed.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${parser.networkAddressFromCIDR(`${parsed.toString()}/${bits}`).toString()}/${bits}`;
}
