import type { CallbackMode } from './callback-mode.js';

/** Calls per second: for every action, or by action. 0 or absent means without limit. */
export type QpsLimit = number | Readonly<Record<string, number>>;

/** What can be changed while the emulator runs. */
export interface EmulatorSettings {
  /** The vendor's QPS limit, per account and action, over any sliding second. Default: none. */
  qps: QpsLimit;
  /** How much of the limit other clients of the same account use, constantly. Default 0. */
  otherClientsQps: QpsLimit;
  /** How long a TransactionId can be used. Default 30 minutes, as at the vendor. */
  transactionLifetimeMs: number;
  /** What CheckResult says of a transaction that expired unfinished. The vendor does not document it. */
  expiredResponse: 'ProcessNotCompleted' | 'TransactionIdInvalid';
  /** The product codes that are on offer. Default: the one of the vendor's page. */
  products: readonly string[];
  /** Whether DeleteVerifyResult works for the product; the vendor's list could not be read. Default true. */
  deleteSupported: boolean;
  /** The `Code` of a deletion. Default `200`, which the vendor's SDKs document; no source shows what the service sends. */
  deleteSuccessCode: '200' | 'Success';
  /** What deleting once more says. The vendor does not document it. */
  repeatedDeleteResponse: 'Success' | 'TransactionIdInvalid';
  /** Whether a TransactionUrl opens only once. Default true, as at the vendor. */
  singleUseUrl: boolean;
  /** Whether Initialize tries the CallbackUrl first, as the vendor does. Default false. */
  checkCallbackUrl: boolean;
  /** The vendor's example writes `subCode` and `callbackToken`, its prose `subcode` and `CallbackToken`. */
  callbackNames: 'example' | 'prose';
  /** How callbacks go out, unless one transaction says otherwise. */
  callbackMode: CallbackMode;
}

/** Settings as they are unless something else is said. */
export const DEFAULT_SETTINGS: Readonly<EmulatorSettings> = {
  qps: 0,
  otherClientsQps: 0,
  transactionLifetimeMs: 30 * 60_000,
  expiredResponse: 'ProcessNotCompleted',
  products: ['FACE_LIVENESS'],
  deleteSupported: true,
  deleteSuccessCode: '200',
  repeatedDeleteResponse: 'Success',
  singleUseUrl: true,
  checkCallbackUrl: false,
  callbackNames: 'example',
  callbackMode: { mode: 'onTime' },
};

/** The limit of one action; 0 is no limit. */
export function limitOf(limit: QpsLimit, action: string): number {
  return typeof limit === 'number' ? limit : (limit[action] ?? 0);
}
