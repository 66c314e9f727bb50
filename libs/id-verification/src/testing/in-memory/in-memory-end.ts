import type { Operator } from '../../storage/record-event.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import { NO_LEASE, type Changes, type Condition, type InMemoryTables } from './in-memory-tables.js';

/** Ends a verification that meets the condition. */
export function endRow(
  tables: InMemoryTables,
  condition: Condition,
  end: Changes & Pick<VerificationEntity, 'status' | 'subCode' | 'reason'>,
  by?: Operator,
): VerificationEntity | undefined {
  const completedAt = tables.now();
  const ended = { completedAt, protocol: null, transactionUrl: null, ...NO_LEASE };
  const [row] = tables.update(condition, { ...end, ...ended });
  if (row === undefined) return undefined;
  const { status, subCode: code, checkRequestId: requestId } = row;
  tables.record([row], { type: 'ended', status, code, requestId }, by);
  return row;
}
