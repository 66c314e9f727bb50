import { describe, expect, it } from 'vitest';
import { networkOf } from './network-of.js';

describe('The network of an address', () => {
  it.each([
    ['192.0.2.77', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['::1', '::/48'],
    ['fe80::1%eth0', 'fe80::/48'],
  ])('is masked: %s is logged as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each(['', 'personal', '192.0.2', '1.2.3.4, 5.6.7.8', undefined])('is not known of %s', (address) => {
    expect(networkOf(address)).toBeUndefined();
  });
});
