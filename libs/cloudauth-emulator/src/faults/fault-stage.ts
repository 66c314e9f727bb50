import type { ChangeFault, DeliveryFault, Fault, InsteadFault, LatencyFault } from './fault.js';

/** The faults of one call, by stage. */
export interface MetFaults {
  readonly delay?: LatencyFault;
  readonly instead?: InsteadFault;
  readonly change?: ChangeFault;
  readonly delivery?: DeliveryFault;
}

/** The stage at which a fault is applied. */
export function stageOf(fault: Fault): MetFaults {
  switch (fault.kind) {
    case 'latency':
      return { delay: fault };
    case 'vendorCode':
    case 'throttling':
    case 'rawResponse':
    case 'redirect':
    case 'resetBeforeResponse':
    case 'hang':
      return { instead: fault };
    case 'okWithCode':
    case 'withoutTransactionId':
    case 'mergeBody':
      return { change: fault };
    default:
      return { delivery: fault };
  }
}
