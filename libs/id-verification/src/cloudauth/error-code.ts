/** The code of an error of Node's or undici's, for example `ECONNRESET`: the part of it that cannot hold data. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined && /^[A-Z0-9_]{1,60}$/.test(code)) return code;
  return 'cause' in error ? errorCode(error.cause) : undefined;
}
