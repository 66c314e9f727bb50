import assert from 'node:assert/strict';
import { IdVerificationError, type CheckedVerification } from 'nestjs-id-verification';
import { certainStatus, mayBeAsked } from '../answerable.js';
import type { Row } from '../audit.js';
import type { Heard } from '../host.js';
import type { Model, Person, Subject } from '../model.js';
import type { System } from '../system.js';
import { look, Step } from './step.js';

/** Somebody asks how a verification stands, at one host or at several at once. */
export class Check extends Step {
  constructor(
    private readonly person: Person,
    private readonly hosts: readonly number[],
  ) {
    super();
  }

  protected async happen(model: Model, system: System): Promise<void> {
    const subject = model.of(this.person);
    const { merchantBizId } = subject;
    const before = await system.database.row(merchantBizId);
    const certain = certainStatus(model, system, before);
    const isFree = before !== undefined && mayBeAsked(before, system.now());
    const mayFail = system.isTroubled('CheckResult') || isDenied(before, model, system);
    const all = await Promise.all(
      this.hosts.map((number) => system.ask(number, (service) => service.check(merchantBizId))),
    );
    await look(model, system);
    for (const heard of all) judge(heard, before, mayFail, subject);
    if (certain !== undefined && isFree) assert.equal(subject.row?.status, certain);
  }

  toString(): string {
    return `${this.person} is checked at ${this.hosts.join(' and ')}`;
  }
}

/** Whether the vendor says that it does not know the id any more. */
function isDenied(row: Row | undefined, { deniesExpired }: Model, system: System): boolean {
  return deniesExpired && new Date(row?.expires_at ?? 0) <= system.now();
}

function judge(
  heard: Heard<CheckedVerification>,
  before: Row | undefined,
  mayFail: boolean,
  { row }: Subject,
): void {
  // It may have moved on since, where the answer took its time.
  if (heard.kind === 'answer') assert.ok([before?.status, row?.status].includes(heard.answer.status));
  if (heard.kind !== 'error') return;
  if (!(heard.error instanceof IdVerificationError)) throw heard.error;
  const { code } = heard.error;
  if (before === undefined) assert.equal(code, 'not_found');
  else assert.ok(mayFail, `${code} out of nowhere`);
}
