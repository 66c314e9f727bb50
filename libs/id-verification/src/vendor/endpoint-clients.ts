import type { CloudauthClient } from '../contract/cloudauth-client.js';

/**
 * A client for each endpoint, so that all accounts of a region share its connections.
 *
 * @param own the endpoint of calls without an account
 */
export function endpointClients(own: URL, open: (endpoint: URL) => CloudauthClient): CloudauthClient {
  const clients = new Map<string, CloudauthClient>();
  const clientAt = (endpoint: URL): CloudauthClient => {
    const client = clients.get(endpoint.href) ?? open(endpoint);
    clients.set(endpoint.href, client);
    return client;
  };
  return {
    call: (operation, parameters, options) =>
      clientAt(options.account?.endpoint ?? own).call(operation, parameters, options),
    close: async () => {
      await Promise.all(Array.from(clients.values(), (client) => client.close()));
    },
  };
}
