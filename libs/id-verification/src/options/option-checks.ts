/**
 * Options come from configuration files and environment variables, so that their types prove nothing: they are
 * looked at as unknown values.
 */
export type Unknowns = Readonly<Record<string, unknown>>;

export function oneOf(options: Unknowns, key: string, allowed: readonly unknown[], prefix = ''): string[] {
  const value = options[key];
  if (value === undefined || allowed.includes(value)) return [];
  return [`\`${prefix}${key}\` must be one of ${allowed.join(', ')}`];
}

export function range(options: Unknowns, key: string, least: number, most: number, prefix = ''): string[] {
  const value = options[key];
  if (value === undefined) return [];
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return [];
  return [`\`${prefix}${key}\` must be a whole number from ${least} to ${most}`];
}

/** Names that are most likely misspelt; `spared` are those that another check speaks about. */
export function unknownKeys(
  value: Unknowns,
  prefix: string,
  known: readonly string[],
  spared: readonly string[] = [],
): string[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key) && !spared.includes(key))
    .map((key) => `\`${prefix}${key}\` is not an option; known are ${known.join(', ')}`);
}

export function isRecord(value: unknown): value is Unknowns {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isVisibleAscii(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}
