import { Refusal } from '../responses/response.js';
import { checkSecurityToken, type AccessKey } from './access-key.js';
import { parseAuthorization, type Authorization } from './authorization.js';
import { canonicalRequest } from './canonical-request.js';
import type { NonceMemory } from './nonce-memory.js';
import type { ParameterPair } from '../wire/parameters.js';
import { readRequestDate } from './request-date.js';
import { bodyHash, sameText, sign, stringToSign } from './signature.js';
import { headerOf, type WireRequest } from '../wire/wire-request.js';

/** The context of a signature check. */
export interface SignatureContext {
  readonly accessKeys: ReadonlyMap<string, AccessKey>;
  readonly nonces: NonceMemory;
  /** Wall-clock milliseconds. */
  readonly now: number;
}

/**
 * Checks the signature of a call: returns its key, or the vendor's refusal. A nonce is recorded only for a valid
 * signature, so that unauthenticated callers can neither use up nonces nor fill the memory.
 */
export function checkSignature(
  request: WireRequest,
  queryPairs: readonly ParameterPair[],
  context: SignatureContext,
): AccessKey | Refusal {
  const missing = missingHeader(request);
  if (missing !== undefined) return missing;
  const authorization = readAuthorization(request);
  if (authorization instanceof Refusal) return authorization;
  const date = readRequestDate(headerOf(request, 'x-acs-date') ?? '', context.now);
  if (date instanceof Refusal) return date;
  const key = context.accessKeys.get(authorization.accessKeyId);
  if (key === undefined) return new Refusal('InvalidAccessKeyId.NotFound');
  const token = checkSecurityToken(key, headerOf(request, 'x-acs-security-token'), context.now);
  if (token !== undefined) return token;
  const mismatch = compareSignature(request, queryPairs, authorization, key);
  if (mismatch !== undefined) return mismatch;
  const nonce = headerOf(request, 'x-acs-signature-nonce') ?? '';
  return context.nonces.use(nonce, date, context.now) ? key : new Refusal('SignatureNonceUsed');
}

const MANDATORY = ['x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256'] as const;

function missingHeader(request: WireRequest): Refusal | undefined {
  if (!headerOf(request, 'authorization')) return new Refusal('MissingAccessKeyId');
  const name = MANDATORY.find((header) => !headerOf(request, header));
  return name && new Refusal('MissingHeader', `Specified header ${name} is mandatory for this action.`);
}

function readAuthorization(request: WireRequest): Authorization | Refusal {
  const authorization = parseAuthorization(headerOf(request, 'authorization') ?? '');
  if (authorization === undefined) return new Refusal('IncompleteSignature');
  const unsigned = Object.keys(request.headers).find(
    (name) => mustBeSigned(name) && !authorization.signedHeaders.includes(name),
  );
  if (unsigned === undefined) return authorization;
  return new Refusal('IncompleteSignature', `The header ${unsigned} must be among SignedHeaders.`);
}

function mustBeSigned(name: string): boolean {
  return name === 'host' || name === 'content-type' || name.startsWith('x-acs-');
}

function compareSignature(
  request: WireRequest,
  queryPairs: readonly ParameterPair[],
  authorization: Authorization,
  key: AccessKey,
): Refusal | undefined {
  const contentSha256 = headerOf(request, 'x-acs-content-sha256') ?? '';
  if (!sameText(contentSha256.toLowerCase(), bodyHash(request.body)))
    return new Refusal(
      'SignatureDoesNotMatch',
      'The header x-acs-content-sha256 is not the hash of the body.',
    );
  const text = stringToSign(
    canonicalRequest(request, queryPairs, authorization.signedHeaders, contentSha256),
  );
  if (sameText(sign(text, key.secret), authorization.signature)) return undefined;
  return new Refusal(
    'SignatureDoesNotMatch',
    `Specified signature does not match our calculation. server StringToSign is [${text}]`,
  );
}
