import { Inject, Injectable } from '@nestjs/common';
import type { EventEmitter } from 'node:events';
import type { DataSource } from 'typeorm';
import { ID_VERIFICATION_DATA_SOURCE } from '../storage/data-source.js';
import { CHANGE_CHANNEL } from '../storage/verdict.store.js';

/** A connection that hears what other processes have changed. */
export interface Listening {
  /** Resolves when the connection is lost or closed. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Hears of changes through PostgreSQL's LISTEN. It holds one connection of the pool for as long as it listens. */
@Injectable()
export class ChangeListenerService {
  constructor(@Inject(ID_VERIFICATION_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** @param onChange is given `instance/merchantBizId` of each verification that ended */
  async listen(onChange: (what: string) => void): Promise<Listening> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const connection: EventEmitter = await runner.connect();
      const ended = new Promise<void>((resolve) => {
        connection.once('error', () => resolve());
        connection.once('end', () => resolve());
      });
      connection.on('notification', ({ payload }: { payload?: string }) => onChange(payload ?? ''));
      await runner.query(`LISTEN ${CHANGE_CHANNEL}`);
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
