import type { Fault } from 'cloudauth-emulator';
import type { ChaosScene } from './chaos-scene.js';

/** How often each fault really fired. Collected before the faults are cleared, which forgets their counts. */
export function firedFaults({ emulator, kills, databaseRestarts }: ChaosScene): Record<string, number> {
  const callbacks = emulator.callbacks();
  const transactions = new Set(callbacks.map(({ transactionId }) => transactionId));
  return {
    ...Object.fromEntries(emulator.faults().map(({ fault, met }) => [nameOf(fault), met])),
    'callback lost': callbacks.filter(({ state }) => state === 'lost').length,
    'callback sent twice': callbacks.length - transactions.size,
    'callback to a dead replica': callbacks.filter(({ state }) => state === 'failed').length,
    'kill -9 of a replica': kills,
    'restart of the database': databaseRestarts,
  };
}

function nameOf(fault: Fault): string {
  if (fault.kind === 'vendorCode') return `${fault.kind} ${fault.code}`;
  return fault.kind === 'rawResponse' ? `${fault.kind} ${fault.status}` : fault.kind;
}
