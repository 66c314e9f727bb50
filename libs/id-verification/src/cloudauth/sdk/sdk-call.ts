import type { CloudauthOperation, CloudauthParameters } from '../../contract/cloudauth-operation.js';
import type { CloudauthSdk, SdkClient, SdkRuntime } from './cloudauth-sdk.js';
import { sdkRequest } from './sdk-request.js';

type SdkCall = (client: SdkClient, runtime: SdkRuntime) => Promise<unknown>;

/**
 * One call of the SDK's client, with its request made already.
 *
 * @throws IdVerificationValidationError for a parameter that the SDK does not know
 */
export function sdkCall(
  sdk: CloudauthSdk,
  operation: CloudauthOperation,
  parameters: CloudauthParameters,
): SdkCall {
  switch (operation) {
    case 'Initialize': {
      const request = sdkRequest(sdk.InitializeRequest, parameters);
      return (client, runtime) => client.initializeWithOptions(request, runtime);
    }
    case 'CheckResult': {
      const request = sdkRequest(sdk.CheckResultRequest, parameters);
      return (client, runtime) => client.checkResultWithOptions(request, runtime);
    }
    case 'CheckVerifyLog': {
      const request = sdkRequest(sdk.CheckVerifyLogRequest, parameters);
      return (client, runtime) => client.checkVerifyLogWithOptions(request, runtime);
    }
    case 'DeleteVerifyResult': {
      const request = sdkRequest(sdk.DeleteVerifyResultRequest, parameters);
      return (client, runtime) => client.deleteVerifyResultWithOptions(request, runtime);
    }
    case 'KeepaliveIntl':
      return (client, runtime) => client.keepaliveIntlWithOptions(runtime);
  }
}
