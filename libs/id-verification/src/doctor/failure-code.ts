import { errorCode } from '../cloudauth/error-code.js';

/** Why something failed, as a code of Node's or OpenSSL's: the part of an error that cannot hold data. */
export function failureCode(error: unknown, deadline: AbortSignal): string {
  return deadline.aborted ? 'TIMEOUT' : (errorCode(error) ?? 'no reason given');
}
