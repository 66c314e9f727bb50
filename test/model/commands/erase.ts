import assert from 'node:assert/strict';
import { IdVerificationError, type ErasureReceipt } from 'nestjs-id-verification';
import type { Row } from '../audit.js';
import type { Received } from '../host.js';
import { isOutcome, type Model, type User, type Subject } from '../model.js';
import type { System } from '../system.js';
import { look, Step } from './step.js';

/** A verification is erased, before its end only by force. */
export class Erase extends Step {
  constructor(
    private readonly user: User,
    private readonly host: number,
    private readonly force: boolean,
  ) {
    super();
  }

  protected async happen(model: Model, system: System): Promise<void> {
    const subject = model.of(this.user);
    const { merchantBizId } = subject;
    const expected = this.expected(subject, await system.database.row(merchantBizId));
    if (expected === 'receipt') subject.erasure = this.force ? 'forced' : 'asked';
    const received = await system.ask(this.host, (service) =>
      service.erase(merchantBizId, { force: this.force }),
    );
    await look(model, system);
    evaluate(expected, received, subject);
  }

  private expected({ receiptId, mayHaveReceipt }: Subject, before: Row | undefined): string {
    if (before === undefined && mayHaveReceipt) return 'not_found, or a receipt that no caller got';
    if (before === undefined) return receiptId === undefined ? 'not_found' : 'same receipt';
    return this.force || before.status === 'REJECTED' || isOutcome(before) ? 'receipt' : 'verification_open';
  }

  toString(): string {
    return `${this.user} is erased by ${this.host}${this.force ? ', by force' : ''}`;
  }
}

function evaluate(expected: string, received: Received<ErasureReceipt>, subject: Subject): void {
  if (received.kind === 'died') {
    subject.mayHaveReceipt = true;
    return;
  }
  if (received.kind === 'error') {
    if (!(received.error instanceof IdVerificationError)) throw received.error;
    assert.ok(expected.startsWith(received.error.code), `${received.error.code}, not ${expected}`);
    return;
  }
  const { receiptId, erasedAt } = received.response;
  assert.ok(expected.includes('receipt'), `a receipt, not ${expected}`);
  if (expected === 'same receipt') assert.equal(receiptId, subject.receiptId);
  if (erasedAt !== undefined) assert.equal(subject.row, undefined, 'wiped, and still there');
  subject.receiptId = receiptId;
  subject.mayHaveReceipt = false;
}
