import { assertValid, type FieldError } from '../errors/validation.error.js';
import { merchantBizIdHashes } from '../keys/merchant-biz-id-hashes.js';
import type { ResolvedOptions } from '../options/id-verification-options.js';
import type { Operator } from '../storage/record-event.js';
import { isWellFormedText } from '../validation/well-formed-text.js';

/**
 * Who does something, and why. Stored with the event, which is kept for `operatorEventRetentionDays`, also after an
 * erasure: do not store personal data of users in it.
 *
 * @publicApi
 */
export interface OperatorAction {
  /** The operator, as the host names them; one line of 1 to 100 characters. */
  readonly actor?: string | undefined;
  /** Why, for example a ticket; one line of 1 to 500 characters. It needs an `actor`. */
  readonly reason?: string | undefined;
}

const LONGEST = { actor: 100, reason: 500 } as const;

/** What would forge lines of a log or a report, or change what a terminal shows. */
const CONTROL_CHARACTER = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** @throws IdVerificationValidationError */
export function operatorOf(
  merchantBizId: string,
  { actor, reason }: OperatorAction,
  options: Pick<ResolvedOptions, 'hashKeys'>,
): Operator | undefined {
  const errors = [textError('actor', actor), textError('reason', reason)].filter((error) => error !== false);
  if (errors.length === 0 && actor === undefined && reason !== undefined) {
    errors.push({ field: 'actor', rule: 'isNotEmpty', message: 'actor must be given with a reason' });
  }
  assertValid(errors);
  if (actor === undefined) return undefined;
  return { actor, reason, idHash: merchantBizIdHashes(merchantBizId, options)[0] };
}

function textError(field: keyof typeof LONGEST, text: unknown): FieldError | false {
  if (text === undefined) return false;
  const longest = LONGEST[field];
  if (!isWellFormedText(text) || text.trim() === '' || text.length > longest) {
    const message = `${field} must be a well-formed text of 1 to ${longest} characters`;
    return { field, rule: 'length', message };
  }
  if (!CONTROL_CHARACTER.test(text)) return false;
  const message = `${field} must be one line without control characters`;
  return { field, rule: 'isOneLine', message };
}
