import assert from 'node:assert/strict';
import { IdVerificationError, type CheckedVerification } from 'nestjs-id-verification';
import { certainStatus, mayBeChecked } from '../answerable.js';
import type { Row } from '../audit.js';
import type { Received } from '../host.js';
import type { Model, User, Subject } from '../model.js';
import type { System } from '../system.js';
import { look, Step } from './step.js';

/** Checks a verification at one host or at several at once. */
export class Check extends Step {
  constructor(
    private readonly user: User,
    private readonly hosts: readonly number[],
  ) {
    super();
  }

  protected async happen(model: Model, system: System): Promise<void> {
    const subject = model.of(this.user);
    const { merchantBizId } = subject;
    const before = await system.database.row(merchantBizId);
    const certain = certainStatus(model, system, before);
    const isFree = before !== undefined && mayBeChecked(before, system.now());
    const mayFail = system.isTroubled('CheckResult') || isDenied(before, model, system);
    const all = await Promise.all(
      this.hosts.map((number) => system.ask(number, (service) => service.check(merchantBizId))),
    );
    await look(model, system);
    for (const received of all) evaluate(received, before, mayFail, subject);
    if (certain !== undefined && isFree) assert.equal(subject.row?.status, certain);
  }

  toString(): string {
    return `${this.user} is checked at ${this.hosts.join(' and ')}`;
  }
}

/** Whether the vendor says that it does not know the id any more. */
function isDenied(row: Row | undefined, { deniesExpired }: Model, system: System): boolean {
  return deniesExpired && new Date(row?.expires_at ?? 0) <= system.now();
}

function evaluate(
  received: Received<CheckedVerification>,
  before: Row | undefined,
  mayFail: boolean,
  { row }: Subject,
): void {
  // It may have moved on since, where the answer took its time.
  if (received.kind === 'answer') assert.ok([before?.status, row?.status].includes(received.response.status));
  if (received.kind !== 'error') return;
  if (!(received.error instanceof IdVerificationError)) throw received.error;
  const { code } = received.error;
  if (before === undefined) assert.equal(code, 'not_found');
  else assert.ok(mayFail, `${code} out of nowhere`);
}
