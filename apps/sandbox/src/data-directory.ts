import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { SandboxError } from './sandbox.error.js';
import type { Settings } from './settings.js';

/** How an error about the data continues. */
export const CHOOSE_ANOTHER_DIRECTORY = 'or set SANDBOX_DATA_DIRECTORY to another directory';

/** Creates the data directory. @throws SandboxError that names the setting where that is not possible */
export async function ensureDataDirectory({ dataDirectory }: Pick<Settings, 'dataDirectory'>): Promise<void> {
  try {
    await mkdir(dataDirectory, { recursive: true });
    await access(dataDirectory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new SandboxError(
      `SANDBOX_DATA_DIRECTORY must be a directory that this user can write; ${dataDirectory} cannot be used (${cause}). Correct that, ${CHOOSE_ANOTHER_DIRECTORY}.`,
      { cause: error },
    );
  }
}
