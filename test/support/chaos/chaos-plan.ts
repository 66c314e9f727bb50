import type { CallbackMode, Fault } from 'cloudauth-emulator';
import { newMerchantBizId } from 'nestjs-id-verification';
import type { SeededRandom } from '../runner/seeded-random.js';

/** What one user does, decided before anything happens. */
export interface UserPlan {
  readonly merchantBizId: string;
  readonly ends: 'passes' | 'fails' | 'abandons';
  /** What becomes of the vendor's callback. */
  readonly callback: CallbackMode;
  /** Whether the user's client says that it is done. */
  readonly reports: boolean;
}

export function planUser(random: SeededRandom): UserPlan {
  return {
    merchantBizId: newMerchantBizId(),
    ends: random.pick(['passes', 'passes', 'passes', 'passes', 'fails', 'fails', 'fails', 'abandons']),
    callback: random.pick<CallbackMode>([
      { mode: 'onTime' },
      { mode: 'lost' },
      { mode: 'delayed', delayMs: 2_000 },
      { mode: 'doubled', gapMs: 100 },
    ]),
    reports: random.next() < 0.5,
  };
}

/** What goes wrong at the vendor and on the way to it, each by chance, all the time. */
export const FAULTS: readonly Fault[] = [
  { kind: 'latency', ms: { min: 0, max: 5_000 }, probability: 0.05, times: 'forever' },
  { kind: 'resetBeforeResponse', probability: 0.03, times: 'forever' },
  { kind: 'vendorCode', code: 'InternalError', probability: 0.03, times: 'forever' },
  { kind: 'vendorCode', code: 'ServiceUnavailable', probability: 0.02, times: 'forever' },
  {
    kind: 'rawResponse',
    status: 502,
    body: '<html>Bad Gateway</html>',
    contentType: 'text/html',
    probability: 0.02,
    times: 'forever',
  },
  { kind: 'throttling', probability: 0.02, times: 'forever' },
  { kind: 'loseResponse', probability: 0.02, times: 'forever' },
  { kind: 'hang', probability: 0.01, times: 'forever' },
  { kind: 'resetInBody', probability: 0.01, times: 'forever' },
  { kind: 'cutBody', probability: 0.01, times: 'forever' },
];
