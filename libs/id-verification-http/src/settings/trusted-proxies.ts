import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { TrustedProxies } from '../adapters/server-options.js';

/** Ranges that both frameworks know by name. */
const RANGES: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** A number of proxies. */
const COUNT = /^[1-9]$/;

/** All of IPv4 as it is embedded in IPv6, and the part of IPv6 that is in use. */
const EVERY_ADDRESS = ['::ffff:0:0/96', '2000::/3'];

/**
 * How many proxies stand in front, or their addresses. No proxy is trusted unless the setting says so: a client that
 * reaches the application directly could otherwise claim any address. Never all, for the same reason.
 *
 * @publicApi
 */
export function trustedProxies() {
  return z
    .string()
    .refine((text) => COUNT.test(text) || addressesIn(text).every(isAddress), {
      error:
        'must be how many proxies stand in front (1 to 9), or their addresses: 10.0.0.7,10.1.0.0/16,loopback,uniquelocal',
      abort: true,
    })
    .refine((text) => COUNT.test(text) || !EVERY_ADDRESS.some((all) => covers(addressesIn(text), all)), {
      error: 'covers every address: name the proxies in front and nothing else',
    })
    .transform((text): TrustedProxies => (COUNT.test(text) ? Number(text) : addressesIn(text)))
    .default(false);
}

function addressesIn(text: string): string[] {
  return text.split(',').map((address) => address.trim());
}

function isAddress(text: string): boolean {
  const [address = '', bits, ...others] = text.split('/');
  const most = { 4: 32, 6: 128 }[isIP(address)];
  if (text in RANGES) return true;
  return most !== undefined && others.length === 0 && (bits === undefined || isPrefix(bits, most));
}

function isPrefix(bits: string, most: number): boolean {
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most;
}

/** Whether the addresses together leave no gap in a range. */
function covers(addresses: readonly string[], range: string): boolean {
  const trusted = addresses.flatMap((address) => RANGES[address] ?? [address]).map(intervalOf);
  const { first, last } = intervalOf(range);
  let next = first;
  for (const one of trusted.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    if (one.first <= next && one.last >= next) next = one.last + 1n;
  }
  return next > last;
}

/** First and last address as numbers of 128 bits, IPv4 as it is embedded in IPv6. */
function intervalOf(range: string): { first: bigint; last: bigint } {
  const [text = '', bits] = range.split('/');
  const address = ipaddr.parse(text);
  const isIPv4 = address instanceof ipaddr.IPv4;
  const bytes = (isIPv4 ? address.toIPv4MappedAddress() : address).toByteArray();
  const most = isIPv4 ? 32 : 128;
  const size = 1n << BigInt(most - Number(bits ?? most));
  const value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  const first = value - (value % size);
  return { first, last: first + size - 1n };
}
