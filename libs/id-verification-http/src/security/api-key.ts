import { createHash } from 'node:crypto';

/**
 * A caller's key, of which only the hash is known here.
 *
 * @publicApi
 */
export interface KnownApiKey {
  /** Whose key it is. */
  readonly name: string;
  /** SHA-256 of the key; keys are random, so that nothing slower is needed. */
  readonly sha256: Buffer;
  /**
   * True where the key opens GET and HEAD alone.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/**
 * The hash by which a key is known.
 *
 * @publicApi
 */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
