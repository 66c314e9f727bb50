import type { Operation, OperationResult } from '../operation.js';

/** Has no effect; keeps a connection in use. */
export class KeepaliveIntlOperation implements Operation {
  readonly action = 'KeepaliveIntl';

  run(): OperationResult {
    return { Result: 'SUCCESS' };
  }
}
