import { getConfigToken } from '@nestjs/config';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { hashApiKey, type KnownApiKey } from 'nestjs-id-verification-http';
import type { Limits } from 'nestjs-id-verification-http/limits';
import {
  apiKeys,
  databaseUrl,
  ID_VERIFICATION_SETTINGS,
  idVerificationOptions,
  LIMIT_SETTINGS,
  limitOptions,
  NO_SANDBOX_SETTINGS,
  parseSettings,
  refuseProduction,
  refuseReusedSecrets,
  refuseSandboxValue,
  SANDBOX,
  SANDBOX_SETTINGS,
  sandboxOptions,
  SERVER_SETTINGS,
  serverOptions,
  unknownSettings,
  type Environment,
  type ServerOptions,
} from 'nestjs-id-verification-http/settings';
import { z } from 'zod';
import { VERSION } from '../version.js';

/** The application, as every line of its log names it. */
const SERVICE = 'id-verification-sample';

/** For real users: no secret, credential or outside address has a default. `.env.example` explains each setting. */
const LIVE = z
  .object({
    ...SERVER_SETTINGS,
    ...LIMIT_SETTINGS,
    ...ID_VERIFICATION_SETTINGS,
    ...NO_SANDBOX_SETTINGS,
    NODE_ENV: z.string().optional(),
    DATABASE_URL: databaseUrl(),
    API_KEYS: apiKeys(),
  })
  .superRefine(refuseReusedSecrets, { when: () => true });

/** For trials, with an emulator in place of the vendor. */
const TRIAL = z
  .object({ ...SANDBOX_SETTINGS, DATABASE_URL: databaseUrl() })
  .superRefine(refuseProduction, { when: () => true });

/** Every setting that the application reads, by name. */
export const SETTING_NAMES = Object.keys({ ...LIVE.shape, ...TRIAL.shape });

/** Injects the {@link Settings}. */
export const SETTINGS = getConfigToken('sample');

/** What the application runs with: read from the environment once, checked, and unchanged from then on. */
export interface Settings extends ServerOptions {
  /** True where an emulator stands in for the vendor and every secret is publicly known. */
  readonly sandbox: boolean;
  readonly limits: Limits;
  readonly databaseUrl: string;
  readonly apiKeys: readonly KnownApiKey[];
  readonly idVerification: IdVerificationModuleOptions;
  /** Names that were given and that nothing reads. */
  readonly unknown: readonly string[];
}

/**
 * Reads and checks the settings. The sandbox is opted into with `SANDBOX=true`; everything else is live.
 *
 * @throws ConfigurationError that lists every problem with its fix
 */
export function readSettings(environment: Environment): Settings {
  const sandbox = environment['SANDBOX']?.trim() === 'true';
  const { given, idVerification, apiKeys } = sandbox ? readTrial(environment) : readLive(environment);
  return {
    ...serverOptions(given, SERVICE, VERSION),
    sandbox,
    limits: limitOptions(given, idVerification),
    databaseUrl: given.DATABASE_URL,
    apiKeys,
    idVerification,
    unknown: unknownSettings(environment, SETTING_NAMES),
  };
}

function readLive(environment: Environment) {
  const given = parseSettings(LIVE, environment, refuseSandboxValue);
  return { given, idVerification: idVerificationOptions(given), apiKeys: given.API_KEYS };
}

function readTrial(environment: Environment) {
  const given = parseSettings(TRIAL, environment);
  const apiKeys: KnownApiKey[] = [{ name: 'sandbox', sha256: hashApiKey(SANDBOX.apiKey) }];
  return {
    given: { ...given, HOST: given.SANDBOX_HOST ?? given.HOST },
    idVerification: sandboxOptions(given),
    apiKeys,
  };
}
