import type { NamedKey } from '../options/key-ring.option.js';

/** The first key is the one to make new values with. */
export function currentKey(ring: readonly NamedKey[]): NamedKey {
  const [current] = ring;
  if (current === undefined) throw new Error('a key ring holds at least one key');
  return current;
}
