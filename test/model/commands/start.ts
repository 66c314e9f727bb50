import assert from 'node:assert/strict';
import { IdVerificationError, type InitializedVerification } from 'nestjs-id-verification';
import { MINIMAL_REQUEST } from '../../support/initialize-parameter-cases.js';
import { expectedStart, mostVendorCalls, type ExpectedStart } from '../expected-start.js';
import type { Heard } from '../host.js';
import type { Model, Person, Subject, Variant } from '../model.js';
import type { System } from '../system.js';
import { look, Step } from './step.js';

/** A verification is started, anew or again, with the same parameters or others, at one host or at several at once. */
export class Start extends Step {
  constructor(
    private readonly person: Person,
    private readonly variant: Variant,
    private readonly hosts: readonly number[],
  ) {
    super();
  }

  protected async happen(model: Model, system: System): Promise<void> {
    const subject = model.of(this.person);
    const { merchantBizId, heard } = subject;
    const before = await system.database.row(merchantBizId);
    const expected = expectedStart(before, subject.variant === this.variant, system.isTroubled('Initialize'));
    subject.asksFor = this.variant;
    const request = { ...MINIMAL_REQUEST, merchantBizId, sceneCode: this.variant };
    const all = await Promise.all(
      this.hosts.map((number) => system.ask(number, (service) => service.initialize(request))),
    );
    await look(model, system);
    for (const one of all) judge(expected, one, subject);
    assert.ok(subject.heard - heard <= mostVendorCalls(expected, all.length), 'too many vendor calls');
  }

  toString(): string {
    return `${this.person} starts a ${this.variant} at ${this.hosts.join(' and ')}`;
  }
}

function judge(expected: ExpectedStart, heard: Heard<InitializedVerification>, subject: Subject): void {
  if (heard.kind === 'answer') judgeAnswer(expected, heard.answer, subject);
  if (heard.kind !== 'error') return;
  if (!(heard.error instanceof IdVerificationError)) throw heard.error;
  const { code } = heard.error;
  if (expected === 'whatever the vendor says') assert.ok(!NOT_FOR_ANY_FAULT.includes(code), code);
  else assert.equal(code, expected === 'new answer or patience' ? 'start_in_progress' : expected);
}

/** What no fault of the vendor's may lead to. */
const NOT_FOR_ANY_FAULT = ['parameters_conflict', 'verification_ended', 'invalid_request'];

/** However many starts there are of one verification, they have one answer. */
function judgeAnswer(expected: ExpectedStart, answer: InitializedVerification, subject: Subject): void {
  const { transactionId, replayed } = answer;
  assert.ok(
    expected.includes('answer') || expected === 'whatever the vendor says',
    `an answer, not ${expected}`,
  );
  if (expected === 'same answer') assert.ok(replayed);
  assert.equal(transactionId, subject.transactionId ?? transactionId, 'another answer than before');
  assert.equal(transactionId, subject.row?.transaction_id, 'an answer that is not on record');
  subject.transactionId = transactionId;
}
