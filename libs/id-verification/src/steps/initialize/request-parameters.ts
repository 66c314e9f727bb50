import { encodeParameters, type CloudauthParameters } from '../../contract/cloudauth-operation.js';
import { invalidField } from '../../errors/validation.error.js';
import { INITIALIZE_PARAMETERS } from '../../contract/products/index.js';
import type { ProductProfile } from '../../contract/products/product.js';
import type { InitializeVerificationDto } from './initialize-verification.dto.js';

/** Always sent: the vendor's pages state two different defaults for SecurityLevel. */
const SECURITY_LEVEL = INITIALIZE_PARAMETERS.securityLevel.vendorDefault;

/**
 * Maps a request to the vendor's names, with the hashed user id and the module's callback.
 *
 * @throws IdVerificationValidationError for a `callbackToken` without a `callbackUrl`
 */
export function requestParameters(
  request: InitializeVerificationDto,
  { parameters }: Pick<ProductProfile, 'parameters'>,
  replaced: { merchantUserId: string; callback: { url: string; token: string } | undefined },
): CloudauthParameters {
  if (replaced.callback !== undefined && request.callbackToken !== undefined) {
    const message =
      'callbackToken requires callbackUrl; without it the module’s callback URL and token are sent';
    throw invalidField('callbackToken', 'needsCallbackUrl', message);
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
 * Rejects a query that is too long for a request line: gateways respond to it with an error without a reason.
 *
 * @throws IdVerificationValidationError for `metaInfo`, the only long parameter
 */
export function assertQueryLength(
  operation: ProductProfile['operation'],
  parameters: CloudauthParameters,
  longest: number,
): void {
  const { length } = encodeParameters(operation, parameters).query;
  if (length <= longest) return;
  const message = `metaInfo makes the request too long: all parameters together have ${length} characters after encoding, ${longest} are allowed`;
  throw invalidField('metaInfo', 'maxQueryLength', message);
}
