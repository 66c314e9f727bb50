import { createHash, createHmac, randomUUID } from 'node:crypto';
import { request } from 'undici';
import { ACCESS_KEY } from '../host/library-host.js';

/** What the vendor says to a call, and about which parameter where it refuses one. */
export interface VendorResponse {
  readonly code: string;
  readonly parameter: string | undefined;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const encode = (text: string) =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Sends parameters as they are, signed by the vendor's rules and past every rule of the library. */
export async function sendInitialize(
  url: string,
  parameters: Readonly<Record<string, string>>,
): Promise<VendorResponse> {
  const query = Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
  const headers = signedHeaders(new URL(url).host, query);
  const { body } = await request(`${url}/?${query}`, { method: 'POST', headers });
  const response: unknown = await body.json();
  return {
    code: textOf(response, 'Code'),
    parameter: /arameter (\w+)/.exec(textOf(response, 'Message'))?.[1],
  };
}

function signedHeaders(host: string, query: string): Record<string, string> {
  const headers: Record<string, string> = {
    host,
    'x-acs-action': 'Initialize',
    'x-acs-content-sha256': sha256(''),
    'x-acs-date': new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-version': '2022-08-09',
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}`);
  const canonical = ['POST', '/', query, ...lines, '', names.join(';'), sha256('')].join('\n');
  const signature = createHmac('sha256', ACCESS_KEY.secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${ACCESS_KEY.id},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { ...headers, authorization };
}

function textOf(response: unknown, field: string): string {
  const value =
    typeof response === 'object' && response !== null && new Map(Object.entries(response)).get(field);
  return typeof value === 'string' ? value : '';
}
