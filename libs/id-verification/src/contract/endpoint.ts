/**
 * Regions in which the vendor runs ID Verification. The profile of each product lists where it is offered. The vendor
 * stores data per region. Source: the vendor's pages "Initialize" and "Server uses OpenAPI".
 *
 * @publicApi
 */
export const CLOUDAUTH_REGIONS = [
  'cn-hongkong',
  'ap-southeast-1',
  'ap-southeast-3',
  'ap-southeast-5',
  'eu-central-1',
  'us-west-1',
] as const;

/**
 * A region in which the vendor runs ID Verification.
 *
 * @publicApi
 */
export type CloudauthRegion = (typeof CLOUDAUTH_REGIONS)[number];

/**
 * `public`: reachable from anywhere. `vpc`: reachable from inside the same Alibaba Cloud region only.
 *
 * @publicApi
 */
export type CloudauthNetwork = 'public' | 'vpc';

/** The origin (scheme, host, port) to send calls to. A bare `host[:port]` means https. */
export function resolveEndpoint(options: {
  region: CloudauthRegion;
  network: CloudauthNetwork;
  endpoint?: string | undefined;
}): URL {
  if (options.endpoint !== undefined) {
    return new URL(options.endpoint.includes('://') ? options.endpoint : `https://${options.endpoint}`);
  }
  const product = options.network === 'vpc' ? 'cloudauth-intl-vpc' : 'cloudauth-intl';
  return new URL(`https://${product}.${options.region}.aliyuncs.com`);
}
