import { Inject, Injectable } from '@nestjs/common';
import { once, type EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Subject } from 'rxjs';
import type { DataSource, QueryRunner } from 'typeorm';
import { Connections, disconnect } from '../storage/connections.js';
import { ID_VERIFICATION_DATA_SOURCE, poolSize } from '../storage/data-source.js';
import { CHANGE_CHANNEL, type NotifiedWork } from '../storage/change-channel.js';
import { ID_VERIFICATION_CLOCK, ID_VERIFICATION_RANDOM, type Clock, type Random } from '../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { WorkerNotifierService } from './worker-notifier.service.js';
import type { WorkerTask } from './worker-task.js';

/** The smallest pool with which LISTEN is used; with a smaller one, polls find all changes. */
const MIN_POOL_SIZE = 3;

/** Processes that are notified of the same work claim it within this time, and not all at once. */
const JITTER_MS = 200;

const WORK: readonly NotifiedWork[] = ['check', 'deliver', 'erase', 'poll'];

/** Without a notification for this time, the connection is verified by one of its own. */
const VERIFY_AFTER_MS = 20_000;

/** The longest wait for the response to LISTEN and for an own notification. */
const RESPONSE_MS = 5_000;

/** The idle time after which the operating system probes the connection, in milliseconds. */
const KEEP_ALIVE_MS = 30_000;

const NOTIFY_ITSELF = `SELECT pg_notify('${CHANGE_CHANNEL}', '')`;

/** The driver's connection; its socket is no part of the driver's types. */
interface ListeningClient extends EventEmitter {
  readonly connection?: { readonly stream?: Pick<Socket, 'setKeepAlive'> };
}

/** A connection that receives notifications. */
interface Listening {
  readonly runner: QueryRunner;
  readonly connection: ListeningClient;
}

/**
 * Receives changes by other processes, with PostgreSQL's LISTEN on one connection of the pool. Polls find every change
 * without it.
 */
@Injectable()
export class ChangeListenerService implements WorkerTask {
  readonly name = 'listen';
  /** The interval between attempts to connect, in milliseconds. */
  readonly pollIntervalMs = 5_000;
  /** `instance/merchantBizId` of each verification that ended. */
  readonly changes = new Subject<string>();
  /** The connection that is known to receive notifications; undefined between a loss and a reconnection. */
  session: object | undefined;
  private readonly notifying = new Set<string>();
  private readonly connections: Connections;
  private hasReceived = false;

  constructor(
    @Inject(ID_VERIFICATION_DATA_SOURCE) private readonly dataSource: DataSource,
    private readonly notifier: WorkerNotifierService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
    @Inject(ID_VERIFICATION_RANDOM) private readonly random: Random,
  ) {
    this.connections = new Connections(dataSource, Math.min(options.statementTimeoutMs, RESPONSE_MS));
  }

  /** Listens until the connection is lost or the application stops. */
  async runOnce(stopping: AbortSignal): Promise<boolean> {
    // Besides the listener the pool needs one connection for handlers and one for all other statements.
    if (poolSize(this.dataSource) < MIN_POOL_SIZE) return false;
    const runner = this.dataSource.createQueryRunner();
    try {
      const connection = await this.connections.open<ListeningClient>(runner);
      // A failure leaves a connection that may still listen, which the pool must not hand out again.
      await this.follow({ runner, connection }, stopping).catch(() => disconnect(runner));
    } catch {
      // The database is unavailable, which health reports; the next attempt follows after the interval.
    } finally {
      this.session = undefined;
      // Polls take the place of notifications.
      this.notifier.notify('poll');
      if (!this.connections.isGone(runner)) await runner.release();
    }
    return false;
  }

  /**
   * Verifies the connection until the application stops: a network or a pooler may drop it without an error, and then
   * nothing arrives any more.
   *
   * @throws if it delivers no notification
   */
  private async verify({ runner, connection }: Listening, stopping: AbortSignal): Promise<void> {
    for (;;) {
      this.hasReceived = false;
      await this.clock.sleep(VERIFY_AFTER_MS, stopping).catch(() => undefined);
      if (stopping.aborted || runner.isReleased) return;
      // Behind a pooler that delivers none there is nothing to verify: polls find all changes.
      if (this.hasReceived || this.session === undefined) continue;
      if (!(await this.notifyItself()) || this.hasReceived) continue;
      await this.connections.withinLimit(runner, once(connection, 'notification'));
    }
  }

  /**
   * On another connection: a pooler delivers what a connection sends to itself, and nothing else. Resolves to whether it
   * was sent; a failure says nothing about the connection that listens.
   */
  private async notifyItself(): Promise<boolean> {
    const send = async (runner: QueryRunner) =>
      this.connections.withinLimit(runner, runner.query(NOTIFY_ITSELF));
    return this.connections.use(send).then(
      () => true,
      () => false,
    );
  }

  /** Notifies the worker after a random delay, once for all notifications until then. */
  private async notify(work: string, stopping: AbortSignal): Promise<void> {
    const name = WORK.find((one) => one === work);
    if (name === undefined || this.notifying.has(name)) return;
    this.notifying.add(name);
    await this.clock.sleep(JITTER_MS * this.random(), stopping).catch(() => undefined);
    this.notifying.delete(name);
    this.notifier.notify(name);
  }

  /** Receives notifications until the connection is lost, or the application stops. */
  private async follow(listening: Listening, stopping: AbortSignal): Promise<void> {
    const { runner, connection } = listening;
    connection.connection?.stream?.setKeepAlive(true, KEEP_ALIVE_MS);
    const ended = new Promise<void>((resolve) => {
      connection.once('error', () => resolve());
      connection.once('end', () => resolve());
    });
    connection.on('notification', ({ payload }: { payload?: string }) => {
      // A pooler may accept LISTEN and deliver nothing, so LISTEN counts as working after the first notification.
      this.session = connection;
      this.hasReceived = true;
      const [change = '', work] = (payload ?? '').split(' ');
      if (work === undefined) this.changes.next(change);
      else if (change === this.options.instance) void this.notify(work, stopping);
    });
    await this.connections.withinLimit(runner, runner.query(`LISTEN ${CHANGE_CHANNEL}`));
    // Not awaited: the pool may have no free connection.
    void this.notifyItself();
    await Promise.race([ended, this.verify(listening, stopping)]);
    connection.removeAllListeners('notification');
    await this.connections.withinLimit(runner, runner.query(`UNLISTEN ${CHANGE_CHANNEL}`));
  }
}
