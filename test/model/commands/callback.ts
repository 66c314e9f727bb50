import assert from 'node:assert/strict';
import { certainStatus } from '../answerable.js';
import type { Model, User, Subject } from '../model.js';
import type { System } from '../system.js';
import { look, Step } from './step.js';

export const FORGERIES = ['no token', 'a made-up code', 'the TransactionId', 'the token of another'] as const;

export type Forgery = (typeof FORGERIES)[number];

/** By then the vendor may be called again, whatever called last. */
const A_POINT_MS = 3_000;

/** The vendor reports that a user has finished, true or not, once or again, early or late. */
export class Callback extends Step {
  constructor(
    private readonly user: User,
    private readonly host: number,
    private readonly passed: 'Y' | 'N',
  ) {
    super();
  }

  protected async happen(model: Model, system: System): Promise<void> {
    const subject = model.of(this.user);
    await system.callBack(this.host, query(subject, tokenOf(subject, system), this.passed));
    await look(model, system);
    const row = await system.database.row(subject.merchantBizId);
    // After a check without a response the next one waits for its backoff.
    const isFree = row?.lease_token === null && row.attempts === 0;
    const certain = isFree ? certainStatus(model, system, row) : undefined;
    await system.advance(A_POINT_MS);
    await look(model, system);
    if (certain !== undefined) assert.equal(subject.row?.status, certain);
  }

  toString(): string {
    return `a callback at ${this.host}: ${this.user} ${this.passed}`;
  }
}

/** A forged callback. */
export class ForgedCallback extends Step {
  constructor(
    private readonly user: User,
    private readonly host: number,
    private readonly forgery: Forgery,
  ) {
    super();
  }

  protected async happen(model: Model, system: System): Promise<void> {
    const subject = model.of(this.user);
    const before = await system.database.row(subject.merchantBizId);
    const other = model.of(this.user === 'Anna' ? 'Ben' : 'Anna');
    await system.callBack(this.host, query(subject, forged(this.forgery, subject, other, system), 'Y'));
    await look(model, system);
    assert.deepEqual(await system.database.row(subject.merchantBizId), before);
  }

  toString(): string {
    return `a forged callback at ${this.host}: ${this.user} Y, with ${this.forgery}`;
  }
}

function forged(forgery: Forgery, subject: Subject, other: Subject, system: System): string | undefined {
  if (forgery === 'no token') return undefined;
  if (forgery === 'the TransactionId') return subject.row?.transaction_id ?? '';
  if (forgery === 'the token of another') return tokenOf(other, system);
  return (subject.row?.id ?? '').replaceAll('-', '') + '0'.repeat(32);
}

function query({ row }: Subject, callbackToken: string | undefined, passed: 'Y' | 'N'): string {
  const transactionId = row?.transaction_id ?? '';
  const subCode = passed === 'Y' ? '200' : '205';
  const named = { transactionId, passed, subCode, ...(callbackToken !== undefined && { callbackToken }) };
  return String(new URLSearchParams(named));
}

/** What the vendor was given at the latest start. */
function tokenOf({ merchantBizId }: Subject, { vendor }: System): string {
  const starts = vendor.requests({ action: 'Initialize' });
  const own = starts.filter(({ parameters }) => parameters['MerchantBizId'] === merchantBizId);
  return own.at(-1)?.parameters['CallbackToken'] ?? '';
}
