import { IdVerificationError } from '../errors/id-verification.error.js';

/**
 * Names a failure below HTTP. The original error is not kept as a cause: messages of HTTP clients can hold the URL,
 * and the URL holds personal data.
 */
export function transportError(
  error: unknown,
  ended: { timedOut: boolean; aborted: boolean },
): IdVerificationError {
  if (error instanceof IdVerificationError) return error;
  if (ended.aborted) return new IdVerificationError('aborted');
  if (ended.timedOut) return new IdVerificationError('vendor_timeout');
  const reason = errorCode(error);
  return new IdVerificationError('vendor_unreachable', {
    message: `The vendor could not be reached (${reason ?? 'unknown reason'})`,
    hint: 'Check name resolution, firewall, proxy and TLS trust between this machine and the endpoint.',
  });
}

/** The code of a Node or undici error, for example `ECONNRESET`; codes hold no data. */
function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined && /^[A-Z0-9_]{1,60}$/.test(code)) return code;
  return 'cause' in error ? errorCode(error.cause) : undefined;
}
