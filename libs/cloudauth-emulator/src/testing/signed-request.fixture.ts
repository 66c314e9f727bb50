import { createHash, createHmac, randomUUID } from 'node:crypto';
import { TEST_KEY } from './genuine-client.fixture.js';

/** What a hand-signed request is made of. */
export interface SigningInput {
  readonly method?: 'GET' | 'POST';
  readonly host: string;
  readonly action?: string;
  readonly query?: Record<string, string>;
  readonly body?: string;
  readonly contentType?: string;
  readonly date?: string;
  readonly nonce?: string;
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly securityToken?: string;
  /** Header names that are sent and not signed. */
  readonly unsigned?: readonly string[];
  /** Further or other headers, signed when they must be. */
  readonly headers?: Record<string, string>;
}

/** A request ready to be sent. */
export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** A date as ACS3 writes it. */
export const acsDate = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** Signs as the vendor describes, with code of its own: nothing of the emulator's is used. */
export function signedRequest(input: SigningInput): SignedRequest {
  const method = input.method ?? 'POST';
  const body = input.body ?? '';
  const headers: Record<string, string> = {
    host: input.host,
    'x-acs-action': input.action ?? 'Initialize',
    'x-acs-version': '2022-08-09',
    'x-acs-date': input.date ?? acsDate(Date.now()),
    'x-acs-signature-nonce': input.nonce ?? randomUUID(),
    'x-acs-content-sha256': sha256(body),
    ...(body !== '' && { 'content-type': input.contentType ?? 'application/x-www-form-urlencoded' }),
    ...(input.securityToken !== undefined && { 'x-acs-security-token': input.securityToken }),
    ...input.headers,
  };
  const parameters = input.query ?? {};
  const query = Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name] ?? '')}`)
    .join('&');
  const names = Object.keys(headers)
    .filter((name) => !input.unsigned?.includes(name))
    .sort();
  const canonical = [
    method,
    '/',
    query,
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    headers['x-acs-content-sha256'],
  ].join('\n');
  const signature = createHmac('sha256', input.accessKeySecret ?? TEST_KEY.secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${input.accessKeyId ?? TEST_KEY.id},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return {
    method,
    path: query === '' ? '/' : `/?${query}`,
    headers: { ...headers, authorization },
    body: body === '' ? null : body,
  };
}
