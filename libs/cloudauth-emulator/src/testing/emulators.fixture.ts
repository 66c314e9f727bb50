import { afterEach } from 'vitest';
import { CloudauthEmulator, type EmulatorOptions } from '../index.js';
import { TEST_KEY } from './genuine-client.fixture.js';

/** Starts emulators that are stopped after the test. */
export function emulators(): (options?: Partial<EmulatorOptions>) => Promise<CloudauthEmulator> {
  const started: CloudauthEmulator[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((emulator) => emulator.stop()));
  });
  return async (options = {}) => {
    const emulator = await CloudauthEmulator.start({ accessKeys: [TEST_KEY], ...options });
    started.push(emulator);
    return emulator;
  };
}
