/** Every header of a request by its name in small letters, with each value that was sent. */
type Headers = NodeJS.Dict<string[]>;

/**
 * The API key of a request: from `Authorization: Bearer …` or from `x-api-key`. Undefined without one, and where a
 * request carries several that differ: a proxy in front might have looked at another one than we do. Clients that are
 * generated from a description with both schemes send the same key by each.
 */
export function presentedKey({ authorization = [], 'x-api-key': apiKey = [] }: Headers): string | undefined {
  const [presented, ...others] = new Set([...authorization.map(bearerToken), ...apiKey]);
  return others.length > 0 || presented === '' ? undefined : presented;
}

function bearerToken(authorization: string): string {
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
}
