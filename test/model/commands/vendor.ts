import type { Fault } from 'cloudauth-emulator';
import type { CloudauthOperation } from 'nestjs-id-verification';
import type { Model } from '../model.js';
import type { System } from '../system.js';
import { Step } from './step.js';

export const OPERATIONS = [
  'Initialize',
  'CheckResult',
  'DeleteVerifyResult',
] as const satisfies CloudauthOperation[];

/** What passes by itself. */
export const FAULTS = {
  throttling: { kind: 'throttling' },
  'an internal error': { kind: 'vendorCode', code: 'InternalError', httpStatus: 500 },
  'a gateway’s page': { kind: 'rawResponse', status: 502, body: '<html>', contentType: 'text/html' },
  'a reset': { kind: 'resetBeforeResponse' },
  'a lost answer': { kind: 'loseResponse' },
  'no response': { kind: 'hang' },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

/** The next calls of an operation go wrong. */
export class VendorFails extends Step {
  constructor(
    private readonly operation: (typeof OPERATIONS)[number],
    private readonly fault: FaultName,
    private readonly times: number,
  ) {
    super();
  }

  protected async happen(_model: Model, { vendor }: System): Promise<void> {
    vendor.inject({ ...FAULTS[this.fault], action: this.operation, times: this.times });
  }

  toString(): string {
    return `${this.operation} fails ${this.times} times: ${this.fault}`;
  }
}

/** Codes with which the vendor refuses a start for good. */
export const REFUSALS = ['InvalidParameter', 'Forbidden.AccountAccessDenied', 'SuspiciousActivity'] as const;

/** The next start is refused. */
export class VendorRefuses extends Step {
  constructor(private readonly code: string) {
    super();
  }

  protected async happen(model: Model, { vendor }: System): Promise<void> {
    vendor.inject({ kind: 'vendorCode', action: 'Initialize', code: this.code });
    model.refusals.add(this.code);
  }

  toString(): string {
    return `the next start is refused: ${this.code}`;
  }
}

/** Everything that was going wrong goes right again. */
export class VendorRecovers extends Step {
  protected async happen(_model: Model, { vendor }: System): Promise<void> {
    vendor.clearFaults();
  }

  toString(): string {
    return 'the vendor recovers';
  }
}

/** The vendor changes what it says of those who did not finish; both are possible. */
export class VendorDenies extends Step {
  constructor(private readonly response: 'ProcessNotCompleted' | 'TransactionIdInvalid') {
    super();
  }

  protected async happen(model: Model, { vendor }: System): Promise<void> {
    vendor.configure({ expiredResponse: this.response });
    if (this.response === 'TransactionIdInvalid') model.deniesExpired = true;
  }

  toString(): string {
    return `expired ids are ${this.response} from now on`;
  }
}
