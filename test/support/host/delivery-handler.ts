import { Injectable, type Type } from '@nestjs/common';
import {
  OnVerificationOutcome,
  type OutcomeHandlerOptions,
  type OutcomeName,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import type { EntityManager } from 'typeorm';

/** What a handler does when it is called. */
export type Handle = (outcome: VerificationOutcome, manager: EntityManager) => unknown;

/** A provider with one outcome handler. */
export function handler(
  outcomes: OutcomeName | readonly OutcomeName[] | 'all',
  name: string | OutcomeHandlerOptions,
  handle: Handle,
): Type {
  @Injectable()
  class Handler {
    @OnVerificationOutcome(outcomes, typeof name === 'string' ? { name } : name)
    handle(outcome: VerificationOutcome, manager: EntityManager): unknown {
      return handle(outcome, manager);
    }
  }
  return Handler;
}

/** Writes one row of the table `ledger`, which the stage makes. */
export const writesToLedger =
  (name: string): Handle =>
  ({ merchantBizId }, manager) =>
    manager.query('INSERT INTO ledger (handler, merchant_biz_id) VALUES ($1, $2)', [name, merchantBizId]);
