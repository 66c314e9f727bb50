import { queryLength, type CloudauthParameters } from '../../contract/cloudauth-operation.js';
import { IdVerificationValidationError } from '../../errors/validation.error.js';
import { INITIALIZE_PARAMETERS } from '../../contract/products/index.js';
import type { ProductProfile } from '../../contract/products/product.js';
import type { InitializeVerificationDto } from './initialize-verification.dto.js';

/** The vendor's pages name two different defaults for SecurityLevel, so that it is never left to them. */
const SECURITY_LEVEL = INITIALIZE_PARAMETERS.securityLevel.vendorDefault;

/**
 * A request by the vendor's names, with what takes the place of the caller's values.
 *
 * @throws IdVerificationValidationError for a `callbackToken` that would replace the module's own
 */
export function requestParameters(
  request: InitializeVerificationDto,
  { parameters }: Pick<ProductProfile, 'parameters'>,
  replaced: { merchantUserId: string; callback: { url: string; token: string } | undefined },
): CloudauthParameters {
  if (replaced.callback !== undefined && request.callbackToken !== undefined) {
    throw new IdVerificationValidationError([
      {
        field: 'callbackToken',
        rule: 'needsCallbackUrl',
        message:
          'callbackToken needs a callbackUrl of its own; the module sends its own token to its own address',
      },
    ]);
  }
  const values: Readonly<Record<string, unknown>> = {
    securityLevel: SECURITY_LEVEL,
    ...(replaced.callback !== undefined && {
      callbackUrl: replaced.callback.url,
      callbackToken: replaced.callback.token,
    }),
    ...Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)),
    merchantUserId: replaced.merchantUserId,
  };
  const fromTable = Object.entries(parameters).flatMap(([field, { wireName }]) => {
    const value = values[field];
    return typeof value === 'string' ? [[wireName, value] as const] : [];
  });
  return { ...Object.fromEntries(fromTable), ...request.extraParameters };
}

/**
 * Refuses what would not fit into the request's line: gateways respond to that with an error without a reason.
 *
 * @throws IdVerificationValidationError for `metaInfo`, which is what makes a query long
 */
export function assertQueryLength(
  operation: ProductProfile['operation'],
  parameters: CloudauthParameters,
  longest: number,
): void {
  const length = queryLength(operation, parameters);
  if (length <= longest) return;
  throw new IdVerificationValidationError([
    {
      field: 'metaInfo',
      rule: 'maxQueryLength',
      message: `metaInfo makes the request too long: all parameters together have ${length} characters after encoding, ${longest} are allowed`,
    },
  ]);
}
