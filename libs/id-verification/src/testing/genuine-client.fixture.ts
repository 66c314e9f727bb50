import OpenApi, { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';

/** Makes a call with the vendor's own client, the way its generated SDK for this product does. */
export async function callWithGenuineClient(
  endpoint: URL,
  credentials: { accessKeyId: string; accessKeySecret: string; securityToken?: string },
  call: { action: string; query: Record<string, string>; form?: Record<string, string> },
): Promise<unknown> {
  const client = new OpenApi(
    new $OpenApiUtil.Config({ ...credentials, endpoint: endpoint.host, protocol: 'http' }),
  );
  const operation = new $OpenApiUtil.Params({
    action: call.action,
    version: '2022-08-09',
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({
    query: call.query,
    ...(call.form && { body: call.form }),
  });
  return client.callApi(operation, request, new RuntimeOptions({}));
}
