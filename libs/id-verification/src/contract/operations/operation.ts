import type { CloudauthResult } from '../cloudauth-result.js';

/** Parameters by the vendor's own names, for example `MerchantBizId`. */
/**
 * The parameters of a vendor call, by the vendor’s names.
 *
 * @publicApi
 */
export type CloudauthParameters = Readonly<Record<string, string>>;

/** One operation of the vendor, with everything that is particular to it. */
export interface Operation<Result = unknown> {
  /** The vendor's name for it: the action on the wire. */
  readonly name: string;
  /**
   * The parameters that travel in a form; all others travel in the query. Absent where the operation is defined
   * without a form, which makes a difference even for an empty one: its content type is part of the signature.
   */
  readonly form?: readonly string[];
  /** Whether a second call leaves the vendor as the first one did, so that a lost call may be retried. */
  readonly isIdempotent: boolean;
  /** Each `Code` with which the vendor reports success. */
  readonly successCodes: readonly string[];
  /** What the vendor's SDK calls it; `request` is absent where its method takes none. */
  readonly sdk: { readonly method: string; readonly request?: string };
  /** @throws IdVerificationError `vendor_response_unreadable` for a success that lacks what it must hold */
  readonly decode: (response: CloudauthResult, options: { readonly sandbox: boolean }) => Result;
}
