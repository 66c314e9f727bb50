/** One of the programs that make up the sandbox. */
export interface Service {
  readonly name: string;
  /** Where it listens, as printed. */
  readonly address: string;
  /** Settles when it serves. Rejects only when that takes too long. */
  readonly ready: Promise<void>;
  /** Settles, with the reason in words, when it is gone. Never rejects. */
  readonly exited: Promise<string>;
  /** Ends it; takes a bounded time. */
  stop(): Promise<void>;
}
