import { COMMON_PARAMETERS } from '../initialize-parameters.js';
import type { CloudauthRegion } from '../endpoint.js';
import { FACE_IDU } from './face-idu.js';
import { FACE_LIVENESS_PRO } from './face-liveness-pro.js';
import { FACE_LIVENESS } from './face-liveness.js';
import { productCodeRow, type FailureReason, type ProductProfile } from './product.js';

export { FACE_IDU, FACE_LIVENESS, FACE_LIVENESS_PRO };

/** The products that are built in. */
export const PRODUCTS = [FACE_LIVENESS, FACE_LIVENESS_PRO, FACE_IDU] as const;

/**
 * The table of request parameters of `Initialize` for `FACE_LIVENESS`, in the vendor's order. The rules of the DTO, the
 * request on the wire and the OpenAPI description are derived from it. Source: the vendor's page "Initialize" (31
 * January 2026).
 *
 * @publicApi
 */
export const INITIALIZE_PARAMETERS = {
  productCode: productCodeRow(['FACE_LIVENESS']),
  ...COMMON_PARAMETERS,
} as const;

/**
 * The field of a request for a parameter of `Initialize`; its row has the vendor's name as `wireName`.
 *
 * @publicApi
 */
export type InitializeParameterName = keyof typeof INITIALIZE_PARAMETERS;

/** For a region without a documented limit: the vendor's smallest limit of any region. */
const LEAST_CALLS_PER_SECOND = 3;

/** The account's limit in calls per second for each operation in a region: the smallest of these products. */
export function callsPerSecond(products: readonly ProductProfile[], region: CloudauthRegion): number {
  const limits = products.flatMap(({ regions }) => regions[region]?.callsPerSecond ?? []);
  return limits.length === 0 ? LEAST_CALLS_PER_SECOND : Math.min(...limits);
}

/** The meanings of a product's sub-codes: those of `FACE_LIVENESS` for a product that the module no longer has. */
export function failuresOf(
  products: readonly ProductProfile[],
  productCode: string,
): Readonly<Record<string, FailureReason>> {
  return (products.find(({ code }) => code === productCode) ?? FACE_LIVENESS).failures;
}

/** The hint for a product that the region does not offer; undefined if it does. */
export function notOfferedHint(
  { code, regions }: ProductProfile,
  region: CloudauthRegion,
): string | undefined {
  if (regions[region] !== undefined) return undefined;
  return `The vendor does not offer ${code} in ${region}, but in ${Object.keys(regions).join(', ')}: change \`region\` or \`products\`.`;
}
