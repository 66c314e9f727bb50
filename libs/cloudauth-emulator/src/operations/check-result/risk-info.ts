import type { Outcome } from '../../transactions/transaction.js';

const DEVICE_RISK = '206';

const LIVENESS_RISK = '205';

/**
 * `ExtRiskInfo`: the vendor's SDK documents the field and not its content, so that the names are the emulator's own,
 * and so is the place of the anti-spoofing result.
 */
export function riskInfo({ subCode }: Outcome, withSpoofResult: boolean): string {
  return JSON.stringify({
    deviceRisk: subCode === DEVICE_RISK ? 'Y' : 'N',
    ...(withSpoofResult && { spoofResult: subCode === LIVENESS_RISK ? 'SPOOF' : 'GENUINE' }),
  });
}
