import dns from 'node:dns';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

/** Lets the vendor client resolve every name in this way, for the length of a test. */
export function replaceResolver(resolve: () => Promise<dns.LookupAddress[]>): void {
  Object.defineProperty(dns.lookup, promisify.custom, { value: resolve, configurable: true });
  onTestFinished(() => {
    Reflect.deleteProperty(dns.lookup, promisify.custom);
  });
}
