import { IdVerificationError } from 'nestjs-id-verification';

/** The code of a failed call, for tests that compare codes. */
export function codeOf(error: unknown): string {
  if (error instanceof IdVerificationError) return error.code;
  throw error;
}
