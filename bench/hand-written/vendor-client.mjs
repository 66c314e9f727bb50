import core, { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';

const Client = core.default ?? core;

/** The vendor's own client, as a team would configure it. */
export function vendorClient(url) {
  const client = new Client(
    new $OpenApiUtil.Config({
      accessKeyId: 'bench',
      accessKeySecret: 'bench',
      endpoint: new URL(url).host,
      protocol: 'http',
    }),
  );
  return async (action, query) => {
    const operation = new $OpenApiUtil.Params({
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
    const request = new $OpenApiUtil.OpenApiRequest({ query, ...(action === 'Initialize' && { body: {} }) });
    const limits = new RuntimeOptions({ connectTimeout: 10_000, readTimeout: 10_000 });
    const { body } = await client.callApi(operation, request, limits);
    if (body.Code !== 'Success') throw new Error(body.Code);
    return body.Result;
  };
}

/** The parameters of Initialize for a request. */
export function initializeParameters(request, callbackUrl) {
  return {
    ProductCode: request.productCode,
    SceneCode: request.sceneCode,
    MerchantBizId: request.merchantBizId,
    MetaInfo: request.metaInfo,
    MerchantUserId: request.merchantUserId,
    SecurityLevel: request.securityLevel,
    CallbackUrl: callbackUrl,
    CallbackToken: request.merchantBizId,
  };
}
