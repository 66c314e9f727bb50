import assert from 'node:assert/strict';
import { IdVerificationError, type InitializedVerification } from 'nestjs-id-verification';
import { MINIMAL_REQUEST } from '../../support/vendor/initialize-parameter-cases.js';
import { expectedStart, mostVendorCalls, type ExpectedStart } from '../expected-start.js';
import type { Received } from '../host.js';
import type { Model, User, Subject, Variant } from '../model.js';
import type { System } from '../system.js';
import { look, Step } from './step.js';

/** A verification is started, anew or again, with the same parameters or others, at one host or at several at once. */
export class Start extends Step {
  constructor(
    private readonly user: User,
    private readonly variant: Variant,
    private readonly hosts: readonly number[],
  ) {
    super();
  }

  protected async happen(model: Model, system: System): Promise<void> {
    const subject = model.of(this.user);
    const { merchantBizId, received } = subject;
    const before = await system.database.row(merchantBizId);
    const expected = expectedStart(before, subject.variant === this.variant, system.isTroubled('Initialize'));
    subject.requestsFor = this.variant;
    const request = { ...MINIMAL_REQUEST, merchantBizId, sceneCode: this.variant };
    const all = await Promise.all(
      this.hosts.map((number) => system.ask(number, (service) => service.initialize(request))),
    );
    await look(model, system);
    for (const one of all) evaluate(expected, one, subject);
    assert.ok(subject.received - received <= mostVendorCalls(expected, all.length), 'too many vendor calls');
  }

  toString(): string {
    return `${this.user} starts a ${this.variant} at ${this.hosts.join(' and ')}`;
  }
}

function evaluate(
  expected: ExpectedStart,
  received: Received<InitializedVerification>,
  subject: Subject,
): void {
  if (received.kind === 'answer') evaluateResponse(expected, received.response, subject);
  if (received.kind !== 'error') return;
  if (!(received.error instanceof IdVerificationError)) throw received.error;
  const { code } = received.error;
  if (expected === 'whatever the vendor says') assert.ok(!NOT_FOR_ANY_FAULT.includes(code), code);
  else
    assert.equal(
      code,
      expected === 'new response or initialize_in_progress' ? 'initialize_in_progress' : expected,
    );
}

/** What no fault of the vendor's may lead to. */
const NOT_FOR_ANY_FAULT = ['parameters_conflict', 'verification_ended', 'invalid_request'];

/** However many starts there are of one verification, they have one response. */
function evaluateResponse(
  expected: ExpectedStart,
  response: InitializedVerification,
  subject: Subject,
): void {
  const { transactionId, replayed } = response;
  assert.ok(
    expected.includes('response') || expected === 'whatever the vendor says',
    `a response, not ${expected}`,
  );
  if (expected === 'same response') assert.ok(replayed);
  assert.equal(transactionId, subject.transactionId ?? transactionId, 'another response than before');
  assert.equal(transactionId, subject.row?.transaction_id, 'a response that is not stored');
  subject.transactionId = transactionId;
}
