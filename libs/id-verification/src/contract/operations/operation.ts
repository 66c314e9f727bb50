import type { CloudauthResult } from '../cloudauth-result.js';

/**
 * The parameters of a vendor call, by the vendor's names, for example `MerchantBizId`.
 *
 * @publicApi
 */
export type CloudauthParameters = Readonly<Record<string, string>>;

/** One operation of the vendor. */
export interface Operation<Result = unknown> {
  /** The vendor's name: the action on the wire. */
  readonly name: string;
  /**
   * The parameters that are sent in a form; all others are sent in the query. Absent for an operation without a form;
   * an empty form differs, because its content type is signed.
   */
  readonly form?: readonly string[];
  /** Whether a second call has no further effect at the vendor, so that a lost call may be retried. */
  readonly isIdempotent: boolean;
  /** Each `Code` with which the vendor reports success. */
  readonly successCodes: readonly string[];
  /** Its names in the vendor's SDK; `request` is absent if the method takes none. */
  readonly sdk: { readonly method: string; readonly request?: string };
  /** @throws IdVerificationError `vendor_response_unreadable` for a success without a required field */
  readonly decode: (response: CloudauthResult, options: { readonly sandbox: boolean }) => Result;
}
