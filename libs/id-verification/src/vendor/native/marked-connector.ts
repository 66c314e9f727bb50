import type { buildConnector } from 'undici';

import { NotConnectedError } from '../transport-error.js';
import { skipContinue } from './skip-continue.js';

/**
 * Marks every failure to connect, at any stage: DNS, TCP, proxy, TLS handshake, limits of the process. Requests are
 * written only to an established connection, so after such a failure nothing was sent.
 *
 * @param onFailure called with each failure
 */
export function markedConnector(
  connect: buildConnector.connector,
  onFailure: () => void,
): buildConnector.connector {
  return (target, callback) => {
    const done: buildConnector.Callback = (...[error, socket]) => {
      if (error === null) return callback(null, skipContinue(socket));
      onFailure();
      return callback(new NotConnectedError(error), null);
    };
    try {
      connect(target, done);
    } catch (error) {
      done(error instanceof Error ? error : new Error('The connector failed'), null);
    }
  };
}
