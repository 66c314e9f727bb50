import {
  CLOUDAUTH_API_VERSION,
  canonicalQuery,
  placeParameters,
  type CloudauthOperation,
  type CloudauthParameters,
} from '../../contract/cloudauth-operation.js';
import type { SigningCredentials } from '../signing-credentials.js';
import { acs3Authorization, sha256Hex } from './acs3-signature.js';

/** A signed request, ready to send. */
export interface NativeRequest {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/**
 * Builds the same request as the vendor's SDK: POST, RPC style, with the same placement of parameters and the same
 * signed headers.
 */
export function buildNativeRequest(input: {
  operation: CloudauthOperation;
  parameters: CloudauthParameters;
  host: string;
  credentials: SigningCredentials;
  userAgent: string;
  date: Date;
  nonce: string;
}): NativeRequest {
  const { query, form } = placeParameters(input.operation, input.parameters);
  const body = form === undefined ? '' : formBody(form);
  const { accessKeyId, securityToken, providerName } = input.credentials;
  const signed: Record<string, string> = {
    host: input.host,
    'x-acs-version': CLOUDAUTH_API_VERSION,
    'x-acs-action': input.operation,
    'x-acs-date': input.date.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    'x-acs-signature-nonce': input.nonce,
    ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    'x-acs-content-sha256': sha256Hex(body),
    'x-acs-credentials-provider': providerName,
    ...(securityToken !== undefined && {
      'x-acs-accesskey-id': accessKeyId,
      'x-acs-security-token': securityToken,
    }),
  };
  const search = canonicalQuery(query);
  const authorization = acs3Authorization(
    { method: 'POST', path: '/', query: search, headers: signed },
    input.credentials,
  );
  return {
    path: search === '' ? '/' : `/?${search}`,
    headers: {
      ...signed,
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': input.userAgent,
      authorization,
    },
    body,
  };
}

/** A form as encoded by the vendor's SDK: unlike in a query, `! ' ( ) *` are not encoded. */
function formBody(form: CloudauthParameters): string {
  return Object.keys(form)
    .sort()
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(form[name] ?? '')}`)
    .join('&');
}
