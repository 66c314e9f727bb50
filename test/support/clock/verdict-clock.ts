import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from 'nestjs-id-verification';

/** The loops that a host runs, each of which sleeps when it finds nothing to do: all of them, and for check requests alone. */
const LOOPS = { working: 11, serving: 1 } as const;

/** How long the loop sleeps that tries to LISTEN, which most hosts do not: it is not counted. */
const LISTEN_MS = 5_000;

/** After how long the connection with LISTEN is verified. */
const VERIFY_MS = 20_000;

/** How long a loop sleeps, and the poll from one second to ten with jitter; a sleep of another length waits for something else. */
function isDelay(milliseconds: number): boolean {
  const isPoll = milliseconds >= 1_000 && milliseconds <= 10_200 && milliseconds !== LISTEN_MS;
  return isPoll || [60_000, 600_000, 3_600_000].includes(milliseconds);
}

/** An application on this clock. */
export interface ClockedHost {
  readonly kind: keyof typeof LOOPS;
  /** Whether it works on something while its loops sleep: deliveries go on by themselves. */
  isBusy(): boolean;
}

interface Sleeper {
  readonly until: number;
  readonly isLoop: boolean;
  readonly isVerification: boolean;
  readonly wake: () => void;
}

/**
 * One time for everything: statements, waiting and, given to it as its wall clock, the emulator. A test moves it and
 * knows when all that followed from that is done.
 */
export class VerdictClock implements Clock {
  private time = new Date('2026-06-01T12:00:00.000Z').getTime();
  private steppedMs = 0;
  private databaseSteppedMs = 0;
  private readonly sleepers = new Set<Sleeper>();
  private readonly waiting = new Set<() => void>();
  private readonly hosts = new Set<ClockedHost>();

  now(): Date {
    return new Date(this.time + this.steppedMs);
  }

  monotonic(): number {
    return this.time;
  }

  databaseNow(): Date {
    return new Date(this.time + this.databaseSteppedMs);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', abort);
        this.sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = {
        until: this.time + milliseconds,
        isLoop: isDelay(milliseconds),
        isVerification: milliseconds === VERIFY_MS,
        wake,
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.sleepers.add(sleeper);
      this.tellIfAsleep();
    });
  }

  /** Steps the wall clock of the process, and nothing else. */
  step(milliseconds: number): void {
    this.steppedMs += milliseconds;
  }

  /** Steps the clock of the database server, and nothing else. */
  stepDatabase(milliseconds: number): void {
    this.databaseSteppedMs += milliseconds;
  }

  hostStarted(host: ClockedHost): void {
    this.hosts.add(host);
  }

  hostStopped(host: ClockedHost): void {
    this.hosts.delete(host);
    this.tellIfAsleep();
  }

  /** Who sleeps now, for a test that looks for what was left behind. */
  get sleeping(): number {
    return this.sleepers.size;
  }

  /** Who sleeps now for another reason than that a loop has nothing to do. */
  get waitingForSomething(): number {
    const others = [...this.sleepers].filter(({ isVerification }) => !isVerification);
    return Math.max(0, others.length - this.loops);
  }

  /** Moves the time and resolves when every loop has done what became due. */
  async advance(milliseconds: number): Promise<void> {
    this.time += milliseconds;
    for (const sleeper of this.sleepers) if (sleeper.until <= this.time) sleeper.wake();
    await this.idle();
  }

  /** Moves the time to when the next of the sleepers wakes. */
  async advanceToNext(): Promise<void> {
    const next = Math.min(...[...this.sleepers].map(({ until }) => until));
    if (Number.isFinite(next)) await this.advance(Math.max(0, next - this.time));
  }

  async advanceTo(point: Date): Promise<void> {
    await this.advance(Math.max(0, point.getTime() - this.time));
  }

  /** Resolves when every loop of every host sleeps and none of them works on anything. */
  async idle(): Promise<void> {
    do {
      if (!this.isAsleep) await new Promise<void>((resolve) => this.waiting.add(resolve));
      await nextTurn();
    } while (!this.isAsleep || [...this.hosts].some((host) => host.isBusy()));
  }

  private get isAsleep(): boolean {
    const asleep = [...this.sleepers].filter(({ isLoop }) => isLoop).length;
    return asleep >= this.loops;
  }

  private get loops(): number {
    return [...this.hosts].reduce((loops, { kind }) => loops + LOOPS[kind], 0);
  }

  private tellIfAsleep(): void {
    if (!this.isAsleep) return;
    for (const tell of this.waiting) tell();
    this.waiting.clear();
  }
}
