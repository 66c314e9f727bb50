import type { CloudauthEmulator, FaultEffect } from 'cloudauth-emulator';

/** The next start meets this fault, and no other one does. */
export function letNextStartMeet(emulator: CloudauthEmulator, fault: FaultEffect): void {
  emulator.clearFaults();
  emulator.inject({ ...fault, action: 'Initialize', times: 1 });
}
