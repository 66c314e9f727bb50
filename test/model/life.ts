import { AsyncLocalStorage } from 'node:async_hooks';
import { IdVerificationError } from 'nestjs-id-verification';
import { ProcessSockets } from './process-sockets.js';

/** When a process may be made to die. */
export const POINTS = ['before the vendor hears', 'after the vendor answered', 'in a handler'] as const;

export type Point = (typeof POINTS)[number];

/**
 * The life of one process. After its end nothing of it reaches the database, the vendor or a caller, as
 * after a `kill -9`: what it had written stays, its leases and counted attempts among it.
 */
export class Life {
  readonly sockets = new ProcessSockets();
  /** Resolves at the end. */
  readonly over: Promise<void>;
  isOver = false;
  /** Where it ends, as soon as it comes there. */
  endsAt: Point | undefined;
  /** Whether it stands still as soon as the vendor has answered it, and whether it does. */
  stallsNext = false;
  isStalled = false;
  private readonly asked = new AsyncLocalStorage<true>();
  private wakeUp = (): void => undefined;
  private tellOver = (): void => undefined;

  constructor() {
    this.over = new Promise((resolve) => (this.tellOver = resolve));
  }

  /** Whether what it does now may come to another end than it would by itself. */
  get isTroubled(): boolean {
    return this.endsAt !== undefined || this.stallsNext || this.isStalled;
  }

  /** Nothing is to come over it any more. */
  fix(): void {
    this.endsAt = undefined;
    this.stallsNext = false;
  }

  /** @throws IdVerificationError where the process is dead, so that its code goes no further */
  passes(point: Point): void {
    if (this.endsAt === point) this.end();
    if (this.isOver) throw new IdVerificationError('aborted');
  }

  /** Runs a call; its workers never stop, and can be awaited. */
  asking<Response>(call: () => Promise<Response>): Promise<Response> {
    return this.asked.run(true, call);
  }

  /** Stands still here, where it is to, until it is woken: the response grows old meanwhile. */
  async mayStall(): Promise<void> {
    if (!this.stallsNext || this.isOver || this.asked.getStore() === undefined) return;
    this.stallsNext = false;
    this.isStalled = true;
    const woken = new Promise<void>((wake) => (this.wakeUp = wake));
    await woken;
  }

  wake(): void {
    this.isStalled = false;
    this.wakeUp();
  }

  end(): void {
    this.isOver = true;
    this.wake();
    this.sockets.cut();
    this.tellOver();
  }
}
