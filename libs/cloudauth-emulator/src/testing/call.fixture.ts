import { request } from 'undici';
import { signedRequest, type SignedRequest, type SigningInput } from './signed-request.fixture.js';

/** A response as a test reads it. */
export interface TestResponse {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly json: Record<string, unknown> & {
    readonly Code?: string;
    readonly Result?: Record<string, string>;
  };
}

/** Parameters of Initialize that the vendor accepts. */
export const GOOD_INITIALIZE = {
  ProductCode: 'FACE_LIVENESS',
  MerchantBizId: 'e0c34a77f5ac40a5aa5e6ed20c35aaaa',
  MetaInfo: '{"deviceType":"ios","appName":"com.example (test)*!\'"}',
  MerchantUserId: 'hash-of-customer',
};

/** Signs and sends a call. */
export function call(url: string, input: Omit<SigningInput, 'host'> = {}): Promise<TestResponse> {
  return sendSigned(url, signedRequest({ host: new URL(url).host, ...input }));
}

/** Sends a request as it is. */
export async function sendSigned(url: string, signed: SignedRequest): Promise<TestResponse> {
  const { method, path, headers, body } = signed;
  return responseOf(await request(`${url}${path}`, { method, headers, body }));
}

/** Starts a verification and gives its TransactionId. */
export async function initialize(url: string, parameters: Record<string, string> = {}): Promise<string> {
  const { json } = await call(url, { query: { ...GOOD_INITIALIZE, ...parameters } });
  const id = json.Result?.['TransactionId'];
  if (id === undefined) throw new Error(`Initialize was refused: ${json.Code}`);
  return id;
}

/** Calls a control route. */
export async function control(
  url: string,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<TestResponse> {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  return responseOf(await request(`${url}/_emulator${path}`, { method, headers, body: text }));
}

async function responseOf(serverResponse: Awaited<ReturnType<typeof request>>): Promise<TestResponse> {
  const text = await serverResponse.body.text();
  return { status: serverResponse.statusCode, headers: serverResponse.headers, text, json: parsed(text) };
}

function parsed(text: string): TestResponse['json'] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
