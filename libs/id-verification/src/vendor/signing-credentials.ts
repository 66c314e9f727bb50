import { IdVerificationError } from '../errors/id-verification.error.js';
import type { CloudauthCredentials } from '../contract/credentials.js';

/** The credentials that sign one request. */
export interface SigningCredentials extends CloudauthCredentials {
  /** For the vendor's statistics: which kind of provider the credentials came from. */
  readonly providerName: 'static_ak' | 'static_sts' | 'custom';
}

/** The credentials of the options. */
export function staticCredentials(given: CloudauthCredentials): SigningCredentials {
  const { accessKeyId, accessKeySecret, securityToken } = given;
  if (securityToken === undefined) return { accessKeyId, accessKeySecret, providerName: 'static_ak' };
  return { accessKeyId, accessKeySecret, securityToken, providerName: 'static_sts' };
}

/**
 * Validates the credentials of a provider.
 *
 * @throws IdVerificationError `credentials_unavailable` with the name of the missing field
 */
export function providedCredentials(returned: unknown): SigningCredentials {
  const accessKeyId = usableText(returned, 'accessKeyId');
  const accessKeySecret = usableText(returned, 'accessKeySecret');
  if (accessKeyId === undefined) throw unusable('accessKeyId');
  if (accessKeySecret === undefined) throw unusable('accessKeySecret');
  const securityToken = usableText(returned, 'securityToken');
  return {
    accessKeyId,
    accessKeySecret,
    ...(securityToken !== undefined && { securityToken }),
    providerName: 'custom',
  };
}

/** A field that is valid in a header; providers return an absent one as `undefined`, `null` or an empty text. */
function usableText(returned: unknown, name: string): string | undefined {
  if (typeof returned !== 'object' || returned === null) return undefined;
  const value: unknown = Reflect.get(returned, name);
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) return value;
  throw unusable(name);
}

function unusable(name: string): IdVerificationError {
  return new IdVerificationError('credentials_unavailable', {
    message: `The credentials provider gave no usable ${name}`,
    hint: 'The provider must give an access key id and secret, without spaces or line breaks; bearer tokens do not sign requests.',
  });
}
