import { startDatabase, type Database } from './database.js';
import { startEmulator } from './emulator.js';
import { startSample } from './sample.js';
import type { Service } from './service.js';
import type { Settings } from './settings.js';

/** How each part of a sandbox is started. */
export interface Parts {
  database(): Promise<Database>;
  emulator(): Promise<Service>;
  sample(databaseUrl: string): Service;
}

export function partsOf(settings: Settings): Parts {
  return {
    database: () => startDatabase(settings),
    emulator: () => startEmulator(settings),
    sample: (databaseUrl) => startSample(settings, databaseUrl),
  };
}
