import { IdVerificationError } from '../errors/id-verification.error.js';
import { responseTooLarge } from './read-response.js';

/** A connection could not be made, so that nothing was sent through it. The cause has the code. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';

  constructor(cause: Error) {
    super('No connection could be made', { cause });
  }
}

/** Codes of a connection that was never made, for clients that do not mark it with {@link NotConnectedError}. */
const NO_CONNECTION =
  /^(ENOTFOUND|EAI_[A-Z]+|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT|PROXY_\w+|CERT_\w+|ERR_TLS_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/;

/**
 * Names a failure below HTTP. The original error is not kept as a cause: messages of HTTP clients can hold the URL,
 * and the URL holds personal data.
 */
export function transportError(error: unknown): IdVerificationError {
  if (error instanceof IdVerificationError) return error;
  const code = errorCode(error);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return responseTooLarge();
  const notConnected = error instanceof NotConnectedError;
  if (!notConnected && isUnreadable(error, code)) {
    return new IdVerificationError('vendor_response_unreadable', {
      message: `The response of the vendor could not be read (${code ?? 'not HTTP'})`,
      hint: 'Something between this process and the vendor responded in its place.',
    });
  }
  return new IdVerificationError('vendor_unreachable', {
    message: `The vendor could not be reached (${code ?? 'unknown reason'})`,
    hint:
      code === 'PROXY_RESPONDED_407'
        ? 'The proxy requires other credentials: put user:password@ (percent-encoded) before its host in `http.proxy`.'
        : 'Check name resolution, firewall, proxy and TLS trust between this machine and the endpoint.',
    nothingSent: notConnected || (code !== undefined && NO_CONNECTION.test(code)),
  });
}

/** Codes of undici's for a response that violates HTTP or a limit; those of its parser begin with `HPE_`. */
const UNREADABLE =
  /^(HPE_\w+|UND_ERR_(HEADERS_OVERFLOW|RES_CONTENT_LENGTH_MISMATCH|RESPONSE|RESPONSE_STATUS_CODE))$/;

/** Something responded, but not in HTTP, or without an end. Undici's parser does not always give a code. */
function isUnreadable(error: unknown, code = ''): boolean {
  if (UNREADABLE.test(code)) return true;
  if (!(error instanceof Error)) return false;
  return error.name === 'HTTPParserError' || /^bad (response|upgrade)$/.test(error.message);
}

/** The code of an error of Node's or undici's, for example `ECONNRESET`: the part of it that cannot hold data. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined && /^[A-Z0-9_]{1,60}$/.test(code)) return code;
  return 'cause' in error ? errorCode(error.cause) : undefined;
}

/** Why something failed, as a code of Node's or OpenSSL's: the part of an error that cannot hold data. */
export function failureCode(error: unknown, deadline: AbortSignal): string {
  return deadline.aborted ? 'TIMEOUT' : (errorCode(error) ?? 'no reason given');
}
