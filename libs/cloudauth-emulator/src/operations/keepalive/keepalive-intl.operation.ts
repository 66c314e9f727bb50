import type { Operation, OperationResult } from '../operation.js';

/** Does nothing, so that a connection is kept in use. */
export class KeepaliveIntlOperation implements Operation {
  readonly action = 'KeepaliveIntl';

  run(): OperationResult {
    return { Result: 'SUCCESS' };
  }
}
