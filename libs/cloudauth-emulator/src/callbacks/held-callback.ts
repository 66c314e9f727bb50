/** Holds one callback until another has been sent, or until its delay is over. */
export class HeldCallback {
  #held: { readonly release: () => void; readonly timer: NodeJS.Timeout } | undefined;

  get isEmpty(): boolean {
    return this.#held === undefined;
  }

  hold(release: () => void, maxHoldMs: number): void {
    this.#held = { release, timer: setTimeout(() => this.release(), maxHoldMs).unref() };
  }

  release(): void {
    const held = this.#held;
    this.drop();
    held?.release();
  }

  drop(): void {
    clearTimeout(this.#held?.timer);
    this.#held = undefined;
  }
}
