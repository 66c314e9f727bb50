import type { CloudauthRegion } from '../endpoint.js';
import type { InitializeParameter } from '../initialize-parameters.js';

/** One solution that the vendor sells, with everything in which it differs from others. */
export interface Product {
  /** The vendor's `ProductCode`. */
  readonly code: string;
  /** The request parameters of `Initialize`, row by row and in the vendor's order. */
  readonly parameters: Readonly<Record<string, InitializeParameter>>;
  /** Where it is offered, and how many calls per second of one operation an account has there by default. */
  readonly regions: Readonly<Partial<Record<CloudauthRegion, { readonly callsPerSecond: number }>>>;
  /** What each `SubCode` of a failed verification means. */
  readonly failures: Readonly<Record<string, string>>;
  /** The field of `CheckResult` that holds evidence as JSON, and the name of the face image in it. */
  readonly evidence: { readonly field: string; readonly faceImage: string };
}
