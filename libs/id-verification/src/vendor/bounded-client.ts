import type {
  CloudauthResponse,
  CloudauthCallOptions,
  CloudauthClient,
} from '../contract/cloudauth-client.js';
import type { CloudauthOperation, CloudauthParameters } from '../contract/cloudauth-operation.js';
import { withinDeadline } from './deadline.js';

/**
 * Enforces the port's contract for a host's own adapter: calls end at their deadline, and errors contain no data of the
 * adapter's HTTP client.
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
