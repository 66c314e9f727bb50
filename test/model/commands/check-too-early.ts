import type { Model, User } from '../model.js';
import type { System } from '../system.js';
import { Step } from './step.js';

/** The vendor does not know yet what a user did, or does not know the user, when the check comes. */
export class CheckTooEarly extends Step {
  constructor(
    private readonly user: User,
    private readonly host: number,
    private readonly code: 'ProcessNotCompleted' | 'TransactionIdInvalid',
  ) {
    super();
  }

  protected async happen(model: Model, system: System): Promise<void> {
    const { merchantBizId } = model.of(this.user);
    const row = await system.database.row(merchantBizId);
    // After the end, the same words would be the vendor's last.
    if (row?.status !== 'PENDING' || new Date(row.expires_at ?? 0) <= system.now()) return;
    const { id } = system.vendor.inject({ kind: 'vendorCode', action: 'CheckResult', code: this.code });
    await system.ask(this.host, (service) => service.check(merchantBizId));
    system.vendor.removeFault(id);
  }

  toString(): string {
    return `${this.user} is checked at ${this.host}, and the vendor says ${this.code} for now`;
  }
}
