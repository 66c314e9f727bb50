import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CallbackHints } from '../callback/callback-hints.service.js';
import { ID_VERIFICATION_CLOCK, type Clock } from '../clock/clock.js';
import { GuardedCalls } from '../cloudauth/guarded-calls.service.js';
import { logLine } from '../logging/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { DeliveryService } from '../outcome/delivery.service.js';
import { Resolver } from '../result/resolver.service.js';
import { ErasureService } from '../retention/erasure.service.js';
import { PurgeService } from '../retention/purge.service.js';
import { ChangeListener } from '../transaction/change-listener.js';
import { LeasedWork } from '../transaction/leased-work.js';
import { WatchService } from '../watch/watch.service.js';
import { Worker } from './worker.js';

/** Erasures that wait for a handler or for the vendor are looked at so often, in milliseconds. */
const ERASE_PAUSE_MS = 30_000;

const PURGE_PAUSE_MS = 60 * 60_000;

/** Between two times that a process shows which handlers it carries, in milliseconds. */
const SHOW_PAUSE_MS = 60_000;

/** What work whose vendor call was cut has left for giving its lease back, in milliseconds. */
const CUT_MARGIN_MS = 2_000;

/** Between two attempts to listen again after the connection was lost, in milliseconds. */
const LISTEN_PAUSE_MS = 5_000;

/** Starts what works by itself when the application has started, and stops it before the application goes. */
@Injectable()
export class Background implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('IdVerification');
  private readonly workers: Worker[] = [];
  private readonly stopping = new AbortController();
  private readonly stopped = new AbortController();
  private listener: Promise<void> | undefined;

  constructor(
    private readonly hints: CallbackHints,
    private readonly resolver: Resolver,
    private readonly deliveries: DeliveryService,
    private readonly erasures: ErasureService,
    private readonly purges: PurgeService,
    private readonly changes: ChangeListener,
    private readonly watches: WatchService,
    private readonly leased: LeasedWork,
    private readonly calls: GuardedCalls,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.deliveries.register();
    const { enabled, pollIntervalMs } = this.options.workers;
    const delivery = this.worker('deliver', () => this.deliveries.deliverDue(), pollIntervalMs);
    const resolver = this.worker('resolve', () => this.resolveDue(delivery), pollIntervalMs);
    const hints = this.worker('hint', () => this.flushHints(resolver), pollIntervalMs);
    this.hints.onTaken(() => hints.wake());
    // A process that only serves requests receives callbacks too, and nobody else knows of them.
    hints.start();
    if (!enabled) return;
    this.worker('erase', () => this.erasures.finishDue(), ERASE_PAUSE_MS);
    this.worker('purge', () => this.purges.purgeDue(), PURGE_PAUSE_MS);
    this.worker('show_handlers', () => this.showHandlers(), SHOW_PAUSE_MS);
    for (const worker of this.workers) worker.start();
    this.listener = this.keepListening(delivery);
  }

  /**
   * While the database is still there: begins nothing new, lets what is under way come to its end, and cuts the vendor
   * calls that take too long, so that their leases are given back too.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    const { gracefulShutdownTimeoutMs } = this.options;
    this.after(gracefulShutdownTimeoutMs, () => this.calls.cut());
    const outOfTime = new Promise<void>((resolve) =>
      this.after(gracefulShutdownTimeoutMs + CUT_MARGIN_MS, resolve),
    );
    const finished = Promise.all([this.finishRounds(), this.leased.settled(), this.listener]);
    await Promise.race([finished, outOfTime]);
  }

  /** A last round may still begin deliveries. */
  private async finishRounds(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.deliveries.settled(this.options.gracefulShutdownTimeoutMs);
  }

  /** The server is closed: what was called back meanwhile is written down before the database goes. */
  async onApplicationShutdown(): Promise<void> {
    await this.hints.flush().catch(() => undefined);
    this.stopped.abort();
  }

  private async showHandlers(): Promise<boolean> {
    await this.deliveries.showHandlers();
    return false;
  }

  private after(milliseconds: number, act: () => void): void {
    this.clock.sleep(milliseconds, this.stopped.signal).then(act, () => undefined);
  }

  private async resolveDue(delivery: Worker): Promise<boolean> {
    const claimed = await this.resolver.resolveDue(this.stopping.signal);
    if (claimed > 0) delivery.wake();
    return claimed === this.options.workers.batchSize;
  }

  private async flushHints(resolver: Worker): Promise<boolean> {
    const { due, more } = await this.hints.flush();
    if (due) resolver.wake();
    return more;
  }

  private worker(name: string, round: () => Promise<boolean>, pauseMs: number): Worker {
    const worker = new Worker(round, pauseMs, this.clock, (error) => {
      // What took longer than there was time fails when the database is gone, and nobody listens any more.
      if (this.stopped.signal.aborted) return;
      this.logger.warn(
        logLine(`${name}_failed`, { error: error instanceof Error ? error.message : typeof error }),
      );
    });
    this.workers.push(worker);
    return worker;
  }

  /** Without a connection to listen on, the slow polls still find every change. */
  private async keepListening(delivery: Worker): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        const listening = await this.changes.listen((what) => {
          this.watches.changed(what);
          delivery.wake();
        });
        await Promise.race([listening.ended, aborted(this.stopping.signal)]);
        await listening.close();
      } catch {
        // The database is away; what follows is a pause like after a lost connection.
      }
      if (!this.stopping.signal.aborted) {
        await this.clock.sleep(LISTEN_PAUSE_MS, this.stopping.signal).catch(() => undefined);
      }
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
