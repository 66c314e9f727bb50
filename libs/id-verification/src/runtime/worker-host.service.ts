import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CheckRequestsService } from '../steps/callback/check-requests.service.js';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';
import { ResilientClient } from '../resilience/resilient.client.js';
import { logLine } from '../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { DeliveryService } from '../steps/outcome/delivery.service.js';
import { DueChecksService } from '../steps/verdict/due-checks.service.js';
import { ErasureService } from '../steps/erasure/erasure.service.js';
import { PurgeService } from '../steps/erasure/purge.service.js';
import { ChangeListenerService } from './change-listener.service.js';
import { InFlightWorkService } from '../time/in-flight-work.service.js';
import { WatchService } from '../steps/watch/watch.service.js';
import { Worker } from './worker.js';

/** Erasures that wait for a handler or for the vendor are looked at so often, in milliseconds. */
const ERASE_INTERVAL_MS = 30_000;

const PURGE_INTERVAL_MS = 60 * 60_000;

/** Between two times that a process shows which handlers it carries, in milliseconds. */
const HEARTBEAT_INTERVAL_MS = 60_000;

/** What work whose vendor call was cut has left for giving its lease back, in milliseconds. */
const ABORT_MARGIN_MS = 2_000;

/** Between two attempts to listen again after the connection was lost, in milliseconds. */
const RECONNECT_DELAY_MS = 5_000;

/** Starts what works by itself when the application has started, and stops it before the application goes. */
@Injectable()
export class WorkerHostService
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger = new Logger('IdVerification');
  private readonly workers: Worker[] = [];
  private readonly stopping = new AbortController();
  private readonly stopped = new AbortController();
  private listener: Promise<void> | undefined;

  constructor(
    private readonly checkRequests: CheckRequestsService,
    private readonly resolver: DueChecksService,
    private readonly deliveries: DeliveryService,
    private readonly erasures: ErasureService,
    private readonly purges: PurgeService,
    private readonly changes: ChangeListenerService,
    private readonly watches: WatchService,
    private readonly leased: InFlightWorkService,
    private readonly calls: ResilientClient,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.deliveries.register();
    const { enabled, pollIntervalMs } = this.options.workers;
    const delivery = this.worker('deliver', () => this.deliveries.deliverDue(), pollIntervalMs);
    const resolver = this.worker('check', () => this.checkDue(delivery), pollIntervalMs);
    const checkRequests = this.worker(
      'check_request',
      () => this.flushCheckRequests(resolver),
      pollIntervalMs,
    );
    this.checkRequests.onTaken(() => checkRequests.notify());
    // A process that only serves requests receives callbacks too, and nobody else knows of them.
    checkRequests.start();
    if (!enabled) return;
    this.worker('erase', () => this.erasures.finishDue(), ERASE_INTERVAL_MS);
    this.worker('purge', () => this.purges.purgeDue(), PURGE_INTERVAL_MS);
    this.worker('heartbeat', () => this.heartbeat(), HEARTBEAT_INTERVAL_MS);
    for (const worker of this.workers) worker.start();
    this.listener = this.listenUntilStopped(delivery);
  }

  /**
   * While the database is still there: begins nothing new, lets what is under way come to its end, and cuts the vendor
   * calls that take too long, so that their leases are given back too.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    const { gracefulShutdownTimeoutMs } = this.options;
    this.after(gracefulShutdownTimeoutMs, () => this.calls.abortInFlight());
    const outOfTime = new Promise<void>((resolve) =>
      this.after(gracefulShutdownTimeoutMs + ABORT_MARGIN_MS, resolve),
    );
    const finished = Promise.all([this.finishIterations(), this.leased.settled(), this.listener]);
    await Promise.race([finished, outOfTime]);
  }

  /** A last round may still begin deliveries. */
  private async finishIterations(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.deliveries.settled(this.options.gracefulShutdownTimeoutMs);
  }

  /** The server is closed: what was called back meanwhile is written down before the database goes. */
  async onApplicationShutdown(): Promise<void> {
    await this.checkRequests.flush().catch(() => undefined);
    this.stopped.abort();
  }

  private async heartbeat(): Promise<boolean> {
    await this.deliveries.heartbeat();
    return false;
  }

  private after(milliseconds: number, act: () => void): void {
    this.clock.sleep(milliseconds, this.stopped.signal).then(act, () => undefined);
  }

  private async checkDue(delivery: Worker): Promise<boolean> {
    const claimed = await this.resolver.checkDue(this.stopping.signal);
    if (claimed > 0) delivery.notify();
    return claimed === this.options.workers.batchSize;
  }

  private async flushCheckRequests(resolver: Worker): Promise<boolean> {
    const { due, more } = await this.checkRequests.flush();
    if (due) resolver.notify();
    return more;
  }

  private worker(name: string, iterate: () => Promise<boolean>, pollIntervalMs: number): Worker {
    const worker = new Worker(iterate, pollIntervalMs, this.clock, (error) => {
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
  private async listenUntilStopped(delivery: Worker): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        const listening = await this.changes.listen((what) => {
          this.watches.changed(what);
          delivery.notify();
        });
        await Promise.race([listening.ended, aborted(this.stopping.signal)]);
        await listening.close();
      } catch {
        // The database is away; what follows is a pause like after a lost connection.
      }
      if (!this.stopping.signal.aborted) {
        await this.clock.sleep(RECONNECT_DELAY_MS, this.stopping.signal).catch(() => undefined);
      }
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
