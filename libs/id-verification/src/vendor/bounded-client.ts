import type { CloudauthClient } from '../contract/cloudauth-client.js';
import { withinDeadline } from './deadline.js';

/**
 * Enforces the port's contract for a host's own adapter: calls end at their deadline, and errors contain no data of the
 * adapter's HTTP client.
 */
export function boundedClient(client: CloudauthClient): CloudauthClient {
  return {
    call: (operation, parameters, options) =>
      withinDeadline(options, (deadline) =>
        deadline.race(() => client.call(operation, parameters, { ...options, signal: deadline.signal })),
      ),
    close: () => client.close(),
  };
}
