import type { SdkResponse, SdkClient } from './cloudauth-sdk.js';

/**
 * Keeps the response of a client's only call as it arrived. The SDK would read it into its own classes, which throw
 * over the type of a single field and drop the fields that they do not know: a finished verdict could be lost there.
 */
export function captureResponse(client: SdkClient): { readonly response: SdkResponse | undefined } {
  const captured: { response: SdkResponse | undefined } = { response: undefined };
  const callApi = client.callApi.bind(client);
  client.callApi = async (params, request, runtime) => {
    captured.response = await callApi({ ...params, bodyType: 'byte' }, request, runtime);
    return NOTHING_TO_READ;
  };
  return captured;
}

const NOTHING_TO_READ: SdkResponse = { statusCode: 200, headers: {}, body: undefined };
