import { IdVerificationError } from '../../errors/id-verification.error.js';

/** The class of a handler's error; its message may contain personal data. */
export function failureKind(error: unknown): string {
  if (error instanceof IdVerificationError) return error.code;
  if (!(error instanceof Error)) return 'not_an_error';
  return typeof error.name === 'string' && /^[\w.$-]{1,100}$/.test(error.name) ? error.name : 'unnamed_error';
}
