import { describe, expect, it } from 'vitest';
import { callbackTarget } from './mount-route.js';

const target = callbackTarget('/kyc/v1.0/callback');

describe('the target of a callback', () => {
  it.each([
    '/kyc/v1.0/callback',
    '/kyc/v1.0/callback/',
    '/kyc/v1.0/callback//?a=b',
    '/KYC/v1.0/Callback?a=b',
    '/kyc/v1.0/callback&a=b',
    '/kyc/v1.0/callback;a=b',
    '/kyc/v1.0/callback%3Fa=b',
    '/kyc/v1.0/callback#a',
  ])('may be %s', (url) => {
    expect(target.test(url)).toBe(true);
  });

  it.each([
    '/',
    '/api/kyc/v1.0/callback',
    '/kyc/v1-0/callback',
    '/kyc/v1.0/callbacks',
    '/kyc/v1.0/callback/other',
    '/other?/kyc/v1.0/callback',
  ])('is not %s', (url) => {
    expect(target.test(url)).toBe(false);
  });
});
