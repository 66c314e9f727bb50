import type { CloudauthRegion } from '../endpoint.js';
import { FURTHER_PARAMETERS } from '../further-parameters.js';
import { COMMON_PARAMETERS, type InitializeParameter } from '../initialize-parameters.js';

/**
 * One solution that the vendor sells, with everything in which it differs from others.
 *
 * @publicApi
 */
export interface ProductProfile {
  /** The vendor's `ProductCode`. */
  readonly code: string;
  /** The operation that initializes it. */
  readonly operation: 'Initialize' | 'InitializeV2';
  /** Its request parameters, by the names of the request's fields. */
  readonly parameters: Readonly<Record<string, InitializeParameter>>;
  /** Where it is offered, and how many calls per second of one operation an account has there. */
  readonly regions: Readonly<Partial<Record<CloudauthRegion, { readonly callsPerSecond: number }>>>;
  /** What each `SubCode` of a failed verification means. */
  readonly failures: Readonly<Record<string, FailureReason>>;
}

/**
 * What the sub-code of a failed verification can mean.
 *
 * @publicApi
 */
export type FailureReason = 'liveness_risk' | 'device_risk' | 'other';

/** The sub-codes that the vendor documents for its liveness products. */
const FAILURES = { '205': 'liveness_risk', '206': 'device_risk' } as const;

/**
 * A product of your own: what is left out is as with `FACE_LIVENESS`.
 *
 * @example
 * defineProduct({ code: 'FACE_LIVENESS_X', regions: { 'ap-southeast-1': { callsPerSecond: 5 } } })
 *
 * @publicApi
 * @param product.parameters rows in addition to, or in place of, those that every product has
 */
export function defineProduct(
  product: Pick<ProductProfile, 'code' | 'regions'> & Partial<ProductProfile>,
): ProductProfile {
  return {
    operation: 'Initialize',
    ...product,
    parameters: {
      productCode: productCodeRow([product.code]),
      ...COMMON_PARAMETERS,
      ...FURTHER_PARAMETERS,
      ...product.parameters,
    },
    failures: { ...FAILURES, ...product.failures },
  };
}

/** The row of `ProductCode`, with the codes that it may hold. */
export function productCodeRow<const Codes extends readonly string[]>(
  values: Codes,
): InitializeParameter & {
  readonly values: Codes;
  readonly wireName: 'ProductCode';
  readonly required: true;
} {
  return {
    wireName: 'ProductCode',
    required: true,
    description: 'The verification solution.',
    example: values[0] ?? '',
    values,
  };
}
