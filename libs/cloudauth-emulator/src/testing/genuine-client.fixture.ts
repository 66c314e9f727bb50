import { createRequire } from 'node:module';

/** The package is CommonJS, and runners disagree on what its default export is to a module; `require` is always the same. */
const core: typeof import('@alicloud/openapi-core') = createRequire(__filename)('@alicloud/openapi-core');
const { $OpenApiUtil } = core;

/** What the genuine client is made with. */
export interface ClientOptions {
  readonly url: string;
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly securityToken?: string;
}

export const TEST_KEY = { id: 'test-id', secret: 'test-secret' };

/** The vendor's own client, pointed at the emulator. */
export function genuineClient({ url, accessKeyId, accessKeySecret, securityToken }: ClientOptions) {
  return new core.default(
    new $OpenApiUtil.Config({
      accessKeyId: accessKeyId ?? TEST_KEY.id,
      accessKeySecret: accessKeySecret ?? TEST_KEY.secret,
      securityToken,
      protocol: 'http',
      endpoint: new URL(url).host,
    }),
  );
}

/** Calls an operation the way the generated SDK does: parameters in the query, photos in the form. */
export async function callGenuine(
  client: Client,
  action: string,
  query: Record<string, string> = {},
  body?: Record<string, string>,
): Promise<GenuineResponse> {
  const parameters = new $OpenApiUtil.Params({
    action,
    version: '2022-08-09',
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query, ...(body && { body }) });
  const response: unknown = await client.callApi(parameters, request, runtime());
  if (!isResponse(response)) throw new Error('the client gave something that is no response');
  return response;
}

export interface GenuineResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown> & { readonly Result?: Record<string, string> };
}

function isResponse(value: unknown): value is GenuineResponse {
  return typeof value === 'object' && value !== null && 'statusCode' in value && 'body' in value;
}

type Client = ReturnType<typeof genuineClient>;

/** The client takes a plain object; its class for it is in a package that this one does not depend on. */
function runtime(): Parameters<Client['callApi']>[2] {
  return {} as Parameters<Client['callApi']>[2];
}
