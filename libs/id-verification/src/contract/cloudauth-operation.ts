/** The version of the vendor's API that everything here speaks. */
export const CLOUDAUTH_API_VERSION = '2022-08-09';

/**
 * The vendor's operations that the library calls.
 *
 * @publicApi
 */
export type CloudauthOperation =
  'Initialize' | 'CheckResult' | 'CheckVerifyLog' | 'DeleteVerifyResult' | 'KeepaliveIntl';

/** Parameters by the vendor's own names, for example `MerchantBizId`. */
export type CloudauthParameters = Readonly<Record<string, string>>;

interface Placement {
  /** Whether the operation is defined with a form, which makes its content type part of the signature. */
  readonly hasForm: boolean;
  /** The parameters that travel in the form; all others travel in the query. */
  readonly inForm: (name: string) => boolean;
}

const queryOnly: Placement = { hasForm: false, inForm: () => false };

/** Where the vendor's metadata puts each parameter. */
const PLACEMENTS: Readonly<Record<CloudauthOperation, Placement>> = {
  Initialize: { hasForm: true, inForm: (name) => name === 'FacePictureBase64' },
  CheckResult: queryOnly,
  CheckVerifyLog: { hasForm: true, inForm: () => true },
  DeleteVerifyResult: queryOnly,
  KeepaliveIntl: queryOnly,
};

/** Parameters split into query and form; `form` is absent where the operation has none. */
export function placeParameters(
  operation: CloudauthOperation,
  parameters: CloudauthParameters,
): { query: CloudauthParameters; form: CloudauthParameters | undefined } {
  const { hasForm, inForm } = PLACEMENTS[operation];
  const entries = Object.entries(parameters);
  return {
    query: Object.fromEntries(entries.filter(([name]) => !inForm(name))),
    form: hasForm ? Object.fromEntries(entries.filter(([name]) => inForm(name))) : undefined,
  };
}
