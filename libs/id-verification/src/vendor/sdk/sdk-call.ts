import {
  operationOf,
  type CloudauthOperation,
  type CloudauthParameters,
} from '../../contract/cloudauth-operation.js';
import type { CloudauthSdk, SdkClient, SdkRuntime } from './cloudauth-sdk.js';
import { sdkRequest } from './sdk-request.js';

type SdkCall = (client: SdkClient, runtime: SdkRuntime) => Promise<unknown>;

/**
 * Prepares a call of the SDK's client.
 *
 * @throws IdVerificationValidationError for a parameter that the SDK does not know
 */
export function sdkCall(
  sdk: CloudauthSdk,
  operation: CloudauthOperation,
  parameters: CloudauthParameters,
): SdkCall {
  const { sdk: binding } = operationOf(operation);
  if (!('request' in binding)) return (client, runtime) => client[binding.method](runtime);
  const request = sdkRequest(sdk[binding.request], parameters);
  return (client, runtime) => client[binding.method](request, runtime);
}
