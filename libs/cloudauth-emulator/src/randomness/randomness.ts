/** The source of ids and random decisions. */
export interface Randomness {
  /** A number in [0, 1). */
  fraction(): number;
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string;
}
