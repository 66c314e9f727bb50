import { Inject, Injectable } from '@nestjs/common';
import { OnVerificationOutcome, type OutcomeName, type VerificationOutcome } from 'nestjs-id-verification';
import type { EntityManager } from 'typeorm';

/** The application's own table. */
export const LEDGER_TABLE = `CREATE TABLE ledger (
  handler text NOT NULL, transaction_id text NOT NULL, outcome text NOT NULL, mood text NOT NULL)`;

/** Which handlers there are, and what each wants to be told. */
export const HANDLERS: Readonly<Record<string, readonly OutcomeName[]>> = {
  ledger: ['passed', 'failed', 'expired'],
  approval: ['passed'],
};

/** What handlers do after they have written their row: nothing, or what must undo it. */
export const MOODS = ['work', 'throw', 'swallow an SQL error'] as const;

export type Mood = (typeof MOODS)[number];

export const HANDLER_CALLS = Symbol('HANDLER_CALLS');

/** What becomes of a handler's call is decided from outside. */
export interface HandlerCalls {
  mood(): Mood;
  /** @throws Error where the process dies in a handler */
  called(): void;
}

/** The application's own code: each outcome is one row of its table. */
@Injectable()
export class Handlers {
  constructor(@Inject(HANDLER_CALLS) private readonly calls: HandlerCalls) {}

  @OnVerificationOutcome('all', { name: 'ledger' })
  ledger(outcome: VerificationOutcome, manager: EntityManager): Promise<void> {
    return this.write('ledger', outcome, manager);
  }

  @OnVerificationOutcome('passed', { name: 'approval' })
  approval(outcome: VerificationOutcome, manager: EntityManager): Promise<void> {
    return this.write('approval', outcome, manager);
  }

  private async write(
    handler: string,
    { transactionId, outcome }: VerificationOutcome,
    manager: EntityManager,
  ): Promise<void> {
    const mood = this.calls.mood();
    const row = [handler, transactionId, outcome, mood];
    await manager.query('INSERT INTO ledger VALUES ($1, $2, $3, $4)', row);
    this.calls.called();
    if (mood === 'throw') throw new Error('this handler is broken');
    if (mood === 'swallow an SQL error') await manager.query('SELECT 1 / 0').catch(() => undefined);
  }
}
