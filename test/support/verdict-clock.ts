import type { Clock } from 'nestjs-id-verification';

/** The loops that a host runs, each of which sleeps when it finds nothing to do: all of them, and for hints alone. */
const LOOPS = { working: 5, serving: 1 } as const;

/** How long such a loop sleeps; whoever sleeps for another time waits for something else. */
const PAUSES_MS = [1_000, 30_000, 3_600_000];

interface Sleeper {
  readonly until: number;
  readonly isLoop: boolean;
  readonly wake: () => void;
}

/**
 * One time for everything: statements, waiting and, given to it as its wall clock, the emulator. A test moves it and
 * knows when all that followed from that is done.
 */
export class VerdictClock implements Clock {
  private time = new Date('2026-06-01T12:00:00.000Z').getTime();
  private readonly sleepers = new Set<Sleeper>();
  private readonly waiting = new Set<() => void>();
  /** How many loops sleep when nothing is left to do. */
  private loops = 0;

  now(): Date {
    return new Date(this.time);
  }

  databaseNow(): Date {
    return this.now();
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
      const sleeper = { until: this.time + milliseconds, isLoop: PAUSES_MS.includes(milliseconds), wake };
      signal?.addEventListener('abort', abort, { once: true });
      this.sleepers.add(sleeper);
      this.tellIfIdle();
    });
  }

  hostStarted(kind: keyof typeof LOOPS): void {
    this.loops += LOOPS[kind];
  }

  hostStopped(kind: keyof typeof LOOPS): void {
    this.loops -= LOOPS[kind];
    this.tellIfIdle();
  }

  /** Who sleeps now, for a test that looks for what was left behind. */
  get sleeping(): number {
    return this.sleepers.size;
  }

  /** Moves the time and resolves when every loop has done what became due. */
  async advance(milliseconds: number): Promise<void> {
    this.time += milliseconds;
    for (const sleeper of this.sleepers) if (sleeper.until <= this.time) sleeper.wake();
    await this.idle();
  }

  async advanceTo(moment: Date): Promise<void> {
    await this.advance(Math.max(0, moment.getTime() - this.time));
  }

  /** Resolves when every loop of every host sleeps. */
  async idle(): Promise<void> {
    if (this.isIdle) return;
    await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  private get isIdle(): boolean {
    return [...this.sleepers].filter(({ isLoop }) => isLoop).length >= this.loops;
  }

  private tellIfIdle(): void {
    if (!this.isIdle) return;
    for (const tell of this.waiting) tell();
    this.waiting.clear();
  }
}
