import { Inject, Injectable } from '@nestjs/common';
import type { EventEmitter } from 'node:events';
import { Subject } from 'rxjs';
import type { DataSource } from 'typeorm';
import { ID_VERIFICATION_DATA_SOURCE, poolSize } from '../storage/data-source.js';
import { CHANGE_CHANNEL } from '../storage/verdict.store.js';
import { WorkerNotifierService } from './worker-notifier.service.js';
import type { WorkerTask } from './worker-task.js';

/** The smallest pool with which LISTEN is used; with a smaller one, polls find all changes. */
const MIN_POOL_SIZE = 3;

/** A connection that receives notifications. */
interface Listening {
  /** Resolves when the connection is lost or closed. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
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

  constructor(
    @Inject(ID_VERIFICATION_DATA_SOURCE) private readonly dataSource: DataSource,
    private readonly notifier: WorkerNotifierService,
  ) {}

  /** Listens until the connection is lost or the application stops. */
  async runOnce(stopping: AbortSignal): Promise<boolean> {
    // Besides the listener the pool needs one connection for handlers and one for all other statements.
    if (poolSize(this.dataSource) < MIN_POOL_SIZE) return false;
    try {
      const listening = await this.listen();
      await Promise.race([listening.ended, aborted(stopping)]);
      this.session = undefined;
      await listening.close();
    } catch {
      // The database is unavailable, which health reports; the next attempt follows after the interval.
    }
    return false;
  }

  private async listen(): Promise<Listening> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const connection: EventEmitter = await runner.connect();
      const ended = new Promise<void>((resolve) => {
        connection.once('error', () => resolve());
        connection.once('end', () => resolve());
      });
      connection.on('notification', ({ payload }: { payload?: string }) => {
        // A pooler may accept LISTEN and deliver nothing, so LISTEN counts as working after the first notification.
        this.session = connection;
        this.changes.next(payload ?? '');
        this.notifier.notify('deliver');
      });
      await runner.query(`LISTEN ${CHANGE_CHANNEL}`);
      // Sent on another connection, and not awaited: the pool may have no free one.
      this.dataSource.query('SELECT pg_notify($1, $2)', [CHANGE_CHANNEL, '']).catch(() => undefined);
      return {
        ended,
        close: async () => {
          connection.removeAllListeners('notification');
          await runner.query(`UNLISTEN ${CHANGE_CHANNEL}`).catch(() => undefined);
          await runner.release();
        },
      };
    } catch (error) {
      await runner.release();
      throw error;
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
