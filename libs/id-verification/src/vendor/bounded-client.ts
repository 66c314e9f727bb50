import type {
  CloudauthResponse,
  CloudauthCallOptions,
  CloudauthClient,
} from '../contract/cloudauth-client.js';
import type { CloudauthOperation, CloudauthParameters } from '../contract/cloudauth-operation.js';
import { withinDeadline } from './deadline.js';

/**
 * Holds a host's own adapter to the port's contract: no call outlasts its deadline, and no error carries what the
 * adapter's HTTP client put into it.
 */
export class BoundedClient implements CloudauthClient {
  constructor(private readonly client: CloudauthClient) {}

  call(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    options: CloudauthCallOptions,
  ): Promise<CloudauthResponse> {
    return withinDeadline(options, (deadline) =>
      deadline.race(() => this.client.call(operation, parameters, { ...options, signal: deadline.signal })),
    );
  }

  close(): Promise<void> {
    return this.client.close();
  }
}
