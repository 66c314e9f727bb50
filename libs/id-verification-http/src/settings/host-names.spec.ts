import { describe, expect, it } from 'vitest';
import { isPublicHost } from './host-names.js';

const hostOf = (host: string) => new URL(`https://${host}`).hostname;

describe('A host', () => {
  it.each(['kyc.acme.com', 'kyc.acme.com.', 'münchen.de', '8.8.8.8', '0x08080808', '[2606:4700::1111]'])(
    'is public: %s',
    (host) => {
      expect(isPublicHost(hostOf(host))).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '10.0.0.5',
    '10.5',
    '0x0a000005',
    '012.0.0.5',
    '167772165',
    '10.0.0.5.',
    '100.64.0.1',
    '127.0.0.1',
    '127.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '[::]',
    '[::1]',
    '[::ffff:10.0.0.5]',
    '[::10.0.0.5]',
    '[64:ff9b::10.0.0.5]',
    '[64:ff9b:1::a00:5]',
    '[2001:db8::1]',
    '[2002:a00:5::1]',
    '[fc00::1]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
    'localhost',
    'localhost.',
    'LOCALHOST',
    'a.localhost',
    'emulator',
    'emulator.',
    'kyc.local',
    'kyc.internal.',
    'kyc.test',
    'kyc.example.com',
    'router.home.arpa',
    'kyc..acme.com',
    'kyc.acme.com..',
  ])('is not public: %s', (host) => {
    expect(isPublicHost(hostOf(host))).toBe(false);
  });
});
