import { resolveEndpoint } from '../contract/endpoint.js';
import type { DoctorSettings } from './read-settings.js';

/** An endpoint to check. */
export interface Endpoint {
  readonly name: string;
  readonly url: URL;
  /** Whether the application would use it. */
  readonly inUse: boolean;
}

/** The given endpoint, or both endpoints of the region. */
export function endpointsOf({
  region,
  network,
  endpoint,
}: Pick<DoctorSettings, 'region' | 'network' | 'endpoint'>): Endpoint[] {
  if (endpoint !== undefined) {
    return [{ name: 'endpoint', url: resolveEndpoint({ region, network, endpoint }), inUse: true }];
  }
  return (['public', 'vpc'] as const).map((name) => ({
    name,
    url: resolveEndpoint({ region, network: name }),
    inUse: name === network,
  }));
}
