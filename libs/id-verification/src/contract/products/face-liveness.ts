import { defineProduct, type ProductProfile } from './product.js';

/**
 * Whether a live person is in front of the camera. Sources: the vendor's pages "Initialize" (31 January 2026), which names
 * China (Hong Kong) alone, and "Server-side API reference" (20 October 2026) for the limit; another, older page says 50
 * calls per second.
 *
 * @publicApi
 */
export const FACE_LIVENESS: ProductProfile = defineProduct({
  code: 'FACE_LIVENESS',
  regions: { 'cn-hongkong': { callsPerSecond: 10 } },
});
