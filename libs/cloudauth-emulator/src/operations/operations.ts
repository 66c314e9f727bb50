import { InitializeOperation, type InitializeContext } from './initialize/initialize.operation.js';
import type { Operation } from './operation.js';

/** The operations that the emulator has, by action. */
export function operationsOf(context: InitializeContext): ReadonlyMap<string, Operation> {
  const operations: readonly Operation[] = [new InitializeOperation(context)];
  return new Map(operations.map((operation) => [operation.action, operation]));
}
