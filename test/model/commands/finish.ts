import type { Model, User } from '../model.js';
import type { System } from '../system.js';
import { Step } from './step.js';

/** A user finishes at the vendor, as far as the vendor still lets them. No callback is sent yet. */
export class Finish extends Step {
  constructor(
    private readonly user: User,
    private readonly passed: 'Y' | 'N',
  ) {
    super();
  }

  override check(model: Readonly<Model>): boolean {
    return model.of(this.user).transactionId !== undefined;
  }

  protected async happen(model: Model, { vendor }: System): Promise<void> {
    const transactionId = model.of(this.user).transactionId ?? '';
    if (!isOpen(vendor.transaction(transactionId)?.status)) return;
    const decision = { passed: this.passed, subCode: this.passed === 'Y' ? '200' : '205' };
    vendor.finish(transactionId, { ...decision, callback: { mode: 'lost' } });
    model.decisions.set(transactionId, decision);
  }

  toString(): string {
    return `${this.user} finishes with ${this.passed}`;
  }
}

/** A user leaves; they may come back. */
export class Leave extends Step {
  constructor(private readonly user: User) {
    super();
  }

  override check(model: Readonly<Model>): boolean {
    return model.of(this.user).transactionId !== undefined;
  }

  protected async happen(model: Model, { vendor }: System): Promise<void> {
    const transactionId = model.of(this.user).transactionId ?? '';
    if (isOpen(vendor.transaction(transactionId)?.status)) vendor.leave(transactionId);
  }

  toString(): string {
    return `${this.user} abandons`;
  }
}

function isOpen(status: string | undefined): boolean {
  return status === 'waiting' || status === 'opened' || status === 'left';
}
