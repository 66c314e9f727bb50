/** Longer texts are not read to their end: no vendor and no proxy sends them. */
const LONGEST_TEXT = 8_192;

const TOKEN_LENGTH = 64;

/**
 * What may be callback tokens in the query and the body of a callback, wherever they stand: proxies rewrite names,
 * quotes and separators. A longer run of hexadecimal digits may begin or end with one. What the text says about the
 * verdict is not read at all.
 */
export function callbackTokens(text: string): string[] {
  const decoded = text
    .slice(0, LONGEST_TEXT)
    .replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .toLowerCase();
  const runs = decoded.match(/[0-9a-f]{64,}/g) ?? [];
  return [...new Set(runs.flatMap((run) => [run.slice(0, TOKEN_LENGTH), run.slice(-TOKEN_LENGTH)]))];
}
