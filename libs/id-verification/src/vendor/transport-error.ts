import { IdVerificationError } from '../errors/id-verification.error.js';
import { ResponseTooLargeError } from './read-response.js';

/** No connection could be made, so nothing was sent. The cause has the code. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';

  constructor(cause: Error) {
    super('No connection could be made', { cause });
  }
}

/**
 * Error codes of failed connections, for clients that do not throw {@link NotConnectedError}. Without those with which
 * the kernel also ends a connection that has sent a request, for example `EHOSTUNREACH`.
 */
const NO_CONNECTION =
  /^(ENOTFOUND|EAI_[A-Z]+|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|PROXY_\w+|CERT_\w+|ERR_TLS_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/;

const HINTS: Readonly<Record<string, string>> = {
  PROXY_RESPONDED_407:
    'The proxy requires other credentials: put user:password@ (percent-encoded) before its host in `http.proxy`.',
  ECONNREFUSED:
    'Nothing listens at the endpoint, or a firewall refuses connections. An emulator is started by `npx cloudauth-emulator listen`.',
};

/**
 * Converts a failure below HTTP. The original error is not kept as a cause: messages of HTTP clients may contain the
 * URL, and the URL contains personal data.
 */
export function transportError(error: unknown): IdVerificationError {
  if (error instanceof IdVerificationError) return error;
  const code = errorCode(error);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return new ResponseTooLargeError();
  const notConnected = error instanceof NotConnectedError;
  if (!notConnected && isUnreadable(error, code)) {
    return new IdVerificationError('vendor_response_unreadable', {
      message: `The response of the vendor could not be read (${code ?? 'not HTTP'})`,
      hint: 'A firewall, proxy or gateway responded instead of the vendor.',
    });
  }
  return new IdVerificationError('vendor_unreachable', {
    message: `The vendor could not be reached (${code ?? 'unknown reason'})`,
    hint:
      HINTS[code ?? ''] ??
      'Check name resolution, firewall, proxy and TLS trust between this machine and the endpoint.',
    nothingSent: notConnected || (code !== undefined && NO_CONNECTION.test(code)),
  });
}

/** Undici's codes for a response that violates HTTP or a limit; those of its parser begin with `HPE_`. */
const UNREADABLE =
  /^(HPE_\w+|UND_ERR_(HEADERS_OVERFLOW|RES_CONTENT_LENGTH_MISMATCH|RESPONSE|RESPONSE_STATUS_CODE))$/;

/** Whether the response was not HTTP, or incomplete. Undici's parser does not always set a code. */
function isUnreadable(error: unknown, code = ''): boolean {
  if (UNREADABLE.test(code)) return true;
  if (!(error instanceof Error)) return false;
  return error.name === 'HTTPParserError' || /^bad (response|upgrade)$/.test(error.message);
}

/** The code of an error of Node or undici, for example `ECONNRESET`. Codes never contain data. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined && /^[A-Z0-9_]{1,60}$/.test(code)) return code;
  return 'cause' in error ? errorCode(error.cause) : undefined;
}

/** The cause of a failure, as a code of Node or OpenSSL. Codes never contain data. */
export function failureCode(error: unknown, deadline: AbortSignal): string {
  return deadline.aborted ? 'TIMEOUT' : (errorCode(error) ?? 'no reason given');
}
