import { createHash, createHmac } from 'node:crypto';

/** The signed part of a request. */
export interface SignableRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Encoded by {@link canonicalQuery}. */
  readonly query: string;
  /** Lower-case names; `host`, `content-type` and every `x-acs-*` among them are signed. */
  readonly headers: Readonly<Record<string, string>>;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';

/**
 * The `Authorization` header of the vendor's signature version 3. The headers must hold `x-acs-content-sha256`.
 * Source: "Request structure and signature V3" of the Alibaba Cloud OpenAPI documentation.
 */
export function acs3Authorization(
  request: SignableRequest,
  key: { readonly accessKeyId: string; readonly accessKeySecret: string },
): string {
  const canonical = canonicalRequest(request);
  const stringToSign = `${ALGORITHM}\n${sha256Hex(canonical)}`;
  const signature = createHmac('sha256', key.accessKeySecret).update(stringToSign).digest('hex');
  const signedHeaders = signedHeaderNames(request.headers).join(';');
  return `${ALGORITHM} Credential=${key.accessKeyId},SignedHeaders=${signedHeaders},Signature=${signature}`;
}

/** The canonical request, whose hash is signed. */
export function canonicalRequest(request: SignableRequest): string {
  const names = signedHeaderNames(request.headers);
  const headers = names.map((name) => `${name}:${request.headers[name]?.trim()}\n`).join('');
  return [
    request.method,
    request.path,
    request.query,
    headers,
    names.join(';'),
    request.headers['x-acs-content-sha256'],
  ].join('\n');
}

export function sha256Hex(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

function signedHeaderNames(headers: Readonly<Record<string, string>>): string[] {
  return Object.keys(headers)
    .filter((name) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'))
    .sort();
}
