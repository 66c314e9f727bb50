import { CheckResultOperation, type CheckResultContext } from './check-result/check-result.operation.js';
import { CheckVerifyLogOperation } from './check-verify-log/check-verify-log.operation.js';
import { DeleteVerifyResultOperation } from './delete-verify-result/delete-verify-result.operation.js';
import { InitializeOperation, type InitializeContext } from './initialize/initialize.operation.js';
import { KeepaliveIntlOperation } from './keepalive/keepalive-intl.operation.js';
import type { Operation } from './operation.js';

/** The emulator's operations, by action. */
export function operationsOf(
  context: InitializeContext & CheckResultContext,
): ReadonlyMap<string, Operation> {
  const { store, clock, settings } = context;
  const operations: readonly Operation[] = [
    new InitializeOperation(context, 'Initialize', ['FacePictureBase64']),
    new InitializeOperation(context, 'InitializeV2', ['FacePictureBase64', 'TargetFacePicture']),
    new CheckResultOperation(context),
    new CheckVerifyLogOperation(store, clock),
    new DeleteVerifyResultOperation(store, clock, settings),
    new KeepaliveIntlOperation(),
  ];
  return new Map(operations.map((operation) => [operation.action, operation]));
}
