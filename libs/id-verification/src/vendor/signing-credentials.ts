import { IdVerificationError } from '../errors/id-verification.error.js';
import type { CloudauthCredentials } from '../contract/credentials.js';

/** Credentials that one request is signed with. */
export interface SigningCredentials extends CloudauthCredentials {
  /** For the vendor's statistics: which kind of provider the credentials came from. */
  readonly providerName: 'static_ak' | 'static_sts' | 'custom';
}

/** Credentials as they stand in the options. */
export function staticCredentials(given: CloudauthCredentials): SigningCredentials {
  const { accessKeyId, accessKeySecret, securityToken } = given;
  if (securityToken === undefined) return { accessKeyId, accessKeySecret, providerName: 'static_ak' };
  return { accessKeyId, accessKeySecret, securityToken, providerName: 'static_sts' };
}

/**
 * What a provider returned, once it is known to be usable.
 *
 * @throws IdVerificationError `credentials_unavailable` that names what is missing
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

/** A field that can stand in a header; providers give an absent one as `undefined`, `null` or an empty text. */
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
