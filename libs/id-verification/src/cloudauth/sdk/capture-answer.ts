import type { SdkAnswer, SdkClient } from './cloudauth-sdk.js';

/**
 * Keeps the answer of a client's only call as it arrived. The SDK would read it into its own classes, which throw
 * over the type of a single field and drop the fields that they do not know: a finished verdict could be lost there.
 */
export function captureAnswer(client: SdkClient): { readonly answer: SdkAnswer | undefined } {
  const captured: { answer: SdkAnswer | undefined } = { answer: undefined };
  const callApi = client.callApi.bind(client);
  client.callApi = async (params, request, runtime) => {
    captured.answer = await callApi({ ...params, bodyType: 'byte' }, request, runtime);
    return NOTHING_TO_READ;
  };
  return captured;
}

const NOTHING_TO_READ: SdkAnswer = { statusCode: 200, headers: {}, body: undefined };
