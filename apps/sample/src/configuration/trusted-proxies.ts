import { isIP } from 'node:net';
import type { EnvironmentReader } from './environment-reader.js';

/** Whose word about a client's address is taken: the last so many proxies, or those with these addresses. */
export type TrustedProxies = number | readonly string[] | false;

/** Ranges that both frameworks know by name. */
const RANGES = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * No proxy is trusted unless the setting says so: a client that reaches the application directly could otherwise claim any
 * address. Never all, for the same reason.
 */
export function readTrustedProxies(reader: EnvironmentReader): TrustedProxies {
  const text = reader.optional('TRUST_PROXY');
  if (text === undefined) return false;
  if (/^[1-9]$/.test(text)) return Number(text);
  const addresses = text.split(',').map((address) => address.trim());
  if (!addresses.every(isAddress)) {
    reader.refuse(
      'TRUST_PROXY',
      'must be how many proxies stand in front (1 to 9), or their addresses: 10.0.0.7,10.1.0.0/16,loopback,uniquelocal',
    );
  }
  return addresses;
}

function isAddress(text: string): boolean {
  const [address = '', bits, ...others] = text.split('/');
  const most = { 4: 32, 6: 128 }[isIP(address)];
  if (RANGES.includes(text)) return true;
  return most !== undefined && others.length === 0 && (bits === undefined || isPrefix(bits, most));
}

function isPrefix(bits: string, most: number): boolean {
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most;
}
