import type { buildConnector } from 'undici';
import { NotConnectedError } from '../transport-error.js';

/**
 * Marks every failure to make a connection, whatever its code and stage: name, TCP, proxy, any message of the TLS
 * handshake, limits of the process. Requests are written to a finished connection only, so that nothing was sent.
 *
 * @param onFailure called with each failure
 */
export function markedConnector(
  connect: buildConnector.connector,
  onFailure: () => void,
): buildConnector.connector {
  return (target, callback) => {
    const done: buildConnector.Callback = (...[error, socket]) => {
      if (error === null) return callback(null, socket);
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
