import { describe, expect, it } from 'vitest';
import { CLOUDAUTH_REGIONS, resolveEndpoint } from './endpoint.js';

describe('the endpoint', () => {
  it.each(CLOUDAUTH_REGIONS)('differs for %s, public and in the VPC', (region) => {
    expect(resolveEndpoint({ region, network: 'public' }).origin).toBe(
      `https://cloudauth-intl.${region}.aliyuncs.com`,
    );
    expect(resolveEndpoint({ region, network: 'vpc' }).origin).toBe(
      `https://cloudauth-intl-vpc.${region}.aliyuncs.com`,
    );
  });

  it.each([
    ['gateway.example.com', 'https://gateway.example.com'],
    ['gateway.example.com:8443', 'https://gateway.example.com:8443'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ])('can be given as %s', (endpoint, origin) => {
    expect(resolveEndpoint({ region: 'cn-hongkong', network: 'vpc', endpoint }).origin).toBe(origin);
  });
});
