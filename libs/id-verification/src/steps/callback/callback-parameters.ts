/** Longer ones are not ours. */
const LONGEST_TOKEN = 200;

/** More than the vendor and any proxy would add; what comes after is not looked at. */
const MOST_PARAMETERS = 50;

/**
 * The callback tokens of a request's URL. The vendor's pages write the name in several ways, so that its case does
 * not count; repeated ones and `name[]` forms are all taken. What the URL says about the verdict is not read at all.
 */
export function callbackTokens(url: string): string[] {
  const query = url.slice(url.indexOf('?') + 1, url.indexOf('?') + 1 + 8_192);
  if (!url.includes('?')) return [];
  return [...new URLSearchParams(query)]
    .slice(0, MOST_PARAMETERS)
    .filter(([name]) => name.toLowerCase().replace(/\[\d*\]$/, '') === 'callbacktoken')
    .map(([, value]) => value)
    .filter((value) => value.length <= LONGEST_TOKEN);
}
