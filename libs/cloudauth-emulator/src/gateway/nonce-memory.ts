import { DATE_TOLERANCE_MS } from './request-date.js';

const GENERATION_MS = 5 * 60_000;

/**
 * Used nonces, each remembered as long as its date is accepted. They are grouped in generations, so that they expire
 * together; beyond `capacity` the oldest generation is dropped early, which bounds the memory.
 */
export class NonceMemory {
  readonly #generations = new Map<number, Set<string>>();
  readonly #capacity: number;
  #size = 0;

  constructor(capacity = 250_000) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  /** Remembers the nonce; false when it was used before. */
  use(nonce: string, dateMs: number, nowMs: number): boolean {
    this.#forget(nowMs);
    for (const nonces of this.#generations.values()) if (nonces.has(nonce)) return false;
    const generation = Math.ceil((dateMs + DATE_TOLERANCE_MS + 1) / GENERATION_MS);
    const nonces = this.#generations.get(generation) ?? new Set<string>();
    this.#generations.set(generation, nonces.add(nonce));
    this.#size += 1;
    return true;
  }

  #forget(nowMs: number): void {
    for (const generation of this.#generations.keys())
      if (generation * GENERATION_MS <= nowMs) this.#drop(generation);
    if (this.#size >= this.#capacity) this.#drop(Math.min(...this.#generations.keys()));
  }

  #drop(generation: number): void {
    this.#size -= this.#generations.get(generation)?.size ?? 0;
    this.#generations.delete(generation);
  }
}
