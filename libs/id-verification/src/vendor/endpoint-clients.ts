import type {
  CloudauthCallOptions,
  CloudauthClient,
  CloudauthResponse,
} from '../contract/cloudauth-client.js';
import type { CloudauthOperation, CloudauthParameters } from '../contract/cloudauth-operation.js';

/** A client for each endpoint, so that all accounts of a region share its connections. */
export class EndpointClients implements CloudauthClient {
  private readonly clients = new Map<string, CloudauthClient>();

  /** @param own the endpoint of calls without an account */
  constructor(
    private readonly own: URL,
    private readonly open: (endpoint: URL) => CloudauthClient,
  ) {}

  call(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    options: CloudauthCallOptions,
  ): Promise<CloudauthResponse> {
    return this.at(options.account?.endpoint ?? this.own).call(operation, parameters, options);
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.clients.values(), (client) => client.close()));
  }

  private at(endpoint: URL): CloudauthClient {
    const client = this.clients.get(endpoint.href) ?? this.open(endpoint);
    this.clients.set(endpoint.href, client);
    return client;
  }
}
