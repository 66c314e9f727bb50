/** The limit of the text that is searched, in characters; the vendor sends far shorter texts. */
const LONGEST_TEXT = 8_192;

const TOKEN_LENGTH = 64;

/**
 * Finds candidates for callback tokens anywhere in the query and the body of a callback, because proxies rewrite names,
 * quotes and separators. A longer run of hexadecimal digits may begin or end with a token. Any verdict in the text is
 * ignored.
 */
export function callbackTokens(text: string): string[] {
  const decoded = text
    .slice(0, LONGEST_TEXT)
    .replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .toLowerCase();
  const runs = decoded.match(/[0-9a-f]{64,}/g) ?? [];
  return [...new Set(runs.flatMap((run) => [run.slice(0, TOKEN_LENGTH), run.slice(-TOKEN_LENGTH)]))];
}
