/**
 * The part of a response that callers use.
 *
 * @publicApi
 */
export interface CloudauthResult {
  readonly requestId: string | undefined;
  readonly result: Readonly<Record<string, unknown>>;
  /** False when an emulator responded. */
  readonly livemode: boolean;
}

/** A field as text; numbers and booleans are converted, as in the vendor's SDK. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
