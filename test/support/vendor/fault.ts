import type { CloudauthEmulator, FaultEffect } from 'cloudauth-emulator';
import type { CloudauthOperation } from 'nestjs-id-verification';

/** The next call of an operation meets this fault, and no other one does. */
export function letNextCallMeet(
  emulator: CloudauthEmulator,
  action: CloudauthOperation,
  fault: FaultEffect,
): void {
  emulator.clearFaults();
  emulator.inject({ ...fault, action, times: 1 });
}

/** Every start meets this fault, and so does each of its attempts, until the faults are cleared. */
export function letStartsMeet(emulator: CloudauthEmulator, fault: FaultEffect): void {
  emulator.clearFaults();
  emulator.inject({ ...fault, action: 'Initialize', times: 'forever' });
}

/** The next start meets this fault, and no other one does. */
export function letNextStartMeet(emulator: CloudauthEmulator, fault: FaultEffect): void {
  letNextCallMeet(emulator, 'Initialize', fault);
}
