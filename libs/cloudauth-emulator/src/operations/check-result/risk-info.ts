import type { Outcome } from '../../transactions/transaction.js';

const DEVICE_RISK = '206';

/** `ExtRiskInfo`: the vendor's SDK documents the field and not its content, so that the names are the emulator's own. */
export function riskInfo({ subCode }: Outcome): string {
  return JSON.stringify({ deviceRisk: subCode === DEVICE_RISK ? 'Y' : 'N' });
}
