import type { SdkResponse, SdkClient } from './cloudauth-sdk.js';

/**
 * Captures the raw response of a client's only call. The SDK's response classes throw for an unexpected field type and
 * drop unknown fields, so that a verdict could be lost.
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
