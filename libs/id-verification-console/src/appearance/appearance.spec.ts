import { describe, expect, it } from 'vitest';
import { linkAddresses, pageAddress, themeOf, webAddress } from './appearance.js';

describe('The colours of the pages', () => {
  it('become properties of a style sheet', () => {
    expect(
      themeOf({ accent: '#0a6b3b', ground: { light: 'oklch(98% 0.01 260)', dark: 'rgb(10 12 16)' } }),
    ).toBe(
      ':root {\n  --accent: light-dark(#0a6b3b, #0a6b3b);\n  --ground: light-dark(oklch(98% 0.01 260), rgb(10 12 16));\n}\n',
    );
    expect(themeOf({ accent: undefined })).toBe('');
    expect(themeOf()).toBe('');
  });

  it.each([
    '#fff',
    '#ffff',
    '#A0B1C2',
    '#a0b1c2d3',
    'rgb(1, 2, 3)',
    'rgba(1,2,3,.5)',
    'hsl(210deg 50% 40% / 0.5)',
  ])('may be %s', (color) => expect(themeOf({ accent: color })).toContain(color));

  it.each([
    '',
    'red',
    '#12',
    '#12345',
    '#fff;',
    'url(a)',
    'rgb(1 2)',
    'rgb(1 2 3',
    'rgb(1 2 3);}',
    '#fff\n',
    'var(--x)',
  ])('may not be %j', (color) => {
    expect(() => themeOf({ accent: color })).toThrow('colors.accent must be a hexadecimal colour');
    expect(() => themeOf({ accent: { light: '#fff', dark: color } })).toThrow('colors.accent must be');
  });

  it('name a property that exists', () => {
    const wrong: object = { accents: '#fff' };
    expect(() => themeOf(wrong)).toThrow('colors.accents must be one of accent, accentStrong');
  });
});

describe('An address of the pages', () => {
  it.each(['/', '/account', '/account?from=id', 'https://www.example.com/account', undefined])(
    'may be %s',
    (address) => expect(pageAddress('completionUrl', address)).toBe(address),
  );

  it.each([
    '',
    'account',
    '//example.com',
    '/\\example.com',
    'http://example.com',
    'javascript:alert(1)',
    'data:,a',
  ])('may not be %j', (address) => {
    expect(() => pageAddress('completionUrl', address)).toThrow('completionUrl must be an https address');
  });
});

describe('A web address of the pages', () => {
  it.each(['https://kyc.example.com/continue?from=vendor', 'http://10.0.0.7:3000/continue', undefined])(
    'may be %s',
    (address) => expect(webAddress('returnUrl', address)).toBe(address),
  );

  it.each([
    '',
    '/continue',
    '//example.com',
    'kyc.example.com/continue',
    'https://',
    'https://user:password@example.com',
    'https://example.com/ü',
    'javascript:alert(1)',
    'data:,a',
  ])('may not be %j', (address) => {
    expect(() => webAddress('returnUrl', address)).toThrow(
      'returnUrl must be an absolute http or https address',
    );
  });
});

describe('The links of the pages', () => {
  it('lead to paths of the host and to web addresses', () => {
    const links = { '/': 'Verify', '/docs?all': { en: 'API' }, 'http://grafana.example.com': 'Grafana' };
    expect(linkAddresses(links)).toBe(links);
    expect(linkAddresses(undefined)).toBeUndefined();
  });

  it.each(['', 'docs', '//example.com', 'javascript:alert(1)'])('may not lead to %j', (address) => {
    expect(() => linkAddresses({ '/': 'Verify', [address]: 'Wrong' })).toThrow(
      `links["${address}"] must be a path that begins with one /, or an absolute http or https address`,
    );
  });
});
