import type { CloudauthRegion } from '../endpoint.js';
import { FURTHER_PARAMETERS } from '../further-parameters.js';
import { COMMON_PARAMETERS, type InitializeParameter } from '../initialize-parameters.js';

/**
 * One product of the vendor: the values in which products differ.
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
  /** The regions in which it is offered, with the account's limit in calls per second for each operation. */
  readonly regions: Readonly<Partial<Record<CloudauthRegion, { readonly callsPerSecond: number }>>>;
  /** The meaning of each `SubCode` of a failed verification. */
  readonly failures: Readonly<Record<string, FailureReason>>;
}

/**
 * The meaning of a sub-code of a failed verification.
 *
 * @publicApi
 */
export type FailureReason = 'liveness_risk' | 'device_risk' | 'other';

/** The sub-codes that the vendor documents for its liveness products. */
const FAILURES = { '205': 'liveness_risk', '206': 'device_risk' } as const;

/**
 * Defines a product; omitted fields are those of `FACE_LIVENESS`.
 *
 * @example
 * defineProduct({ code: 'FACE_LIVENESS_X', regions: { 'ap-southeast-1': { callsPerSecond: 5 } } })
 *
 * @publicApi
 * @param product.parameters rows that are added to the common ones, or replace them
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

/** The row of `ProductCode`, with the valid codes. */
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
