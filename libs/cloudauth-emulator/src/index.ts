export { CloudauthEmulator } from './emulator.js';
export type { ControlledClock, ControlledEmulator, EmulatorCounters } from './control/controlled-emulator.js';
export type { EmulatorOptions } from './options/options.js';
export { DEFAULT_SETTINGS, type EmulatorSettings, type QpsLimit } from './settings/settings.js';
export type { AccessKey } from './gateway/access-key.js';
export type * from './faults/fault.js';
export type { InjectedFault } from './faults/fault-plan.js';
export type { RecordedRequest } from './requests/recorded-request.js';
export type { RequestFilter } from './requests/filter-requests.js';
export type { ActionCount } from './requests/action-counters.js';
export type { ConnectionCounts } from './server/connections.js';
export type { RecordedCallback } from './callbacks/recorded-callback.js';
export type { CallbackMode } from './settings/callback-mode.js';
export type { Outcome, TransactionStatus } from './transactions/transaction.js';
export type { TransactionFilter } from './transactions/transaction-filter.js';
export type { TransactionView } from './transactions/transaction-view.js';
export type { Verdict } from './transactions/verdict.js';
export {
  TransactionStateError,
  type TransactionStateProblem,
} from './transactions/transaction-state.error.js';
export { InvalidInputError } from './validation/invalid-input.error.js';
export type { FieldProblem } from './validation/fields.js';
export { VENDOR_CODES, type VendorCode } from './responses/vendor-codes.js';
export { MARKER_HEADER } from './server/emulator-headers.js';
