import { resolve } from 'node:path';
import { getConfigToken } from '@nestjs/config';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { hashApiKey, type KnownApiKey } from 'nestjs-id-verification-http';
import type { Limits } from 'nestjs-id-verification-http/limits';
import {
  apiKeys,
  databaseUrl,
  emulatorEndpoint,
  ID_VERIFICATION_SETTINGS,
  idVerificationOptions,
  isLoopbackHost,
  limit,
  LIMIT_SETTINGS,
  limitOptions,
  parseSettings,
  RATE_LIMIT_SETTINGS,
  rateLimitOptions,
  refuseReusedSecrets,
  SERVER_SETTINGS,
  serverOptions,
  unknownSettings,
  type Environment,
  type ServerOptions,
} from 'nestjs-id-verification-http/settings';
import { z } from 'zod';
import { FolderEvidenceSink } from '../evidence/folder-evidence.sink.js';
import { SANDBOX, SANDBOX_TRACES } from './sandbox-values.js';

/** The application, as every line of its log names it. */
const SERVICE = 'id-verification-sample';

/** What the sandbox and the live application read alike; `.env.example` explains each setting. */
const COMMON = { ...SERVER_SETTINGS, NODE_ENV: z.string().optional(), DATABASE_URL: databaseUrl() };

/** For real users: nothing that protects them has a default. */
const LIVE = z
  .object({
    ...COMMON,
    ...LIMIT_SETTINGS,
    ...ID_VERIFICATION_SETTINGS,
    API_KEYS: apiKeys(),
    SANDBOX: z.literal('false', { error: 'must be one of true, false' }).optional(),
    SANDBOX_HOST: z
      .undefined({ error: 'belongs to the sandbox: remove it, HOST says where to listen' })
      .optional(),
    SANDBOX_EVIDENCE_DIRECTORY: z
      .undefined({ error: 'belongs to the sandbox: remove it, and write an evidence sink for production' })
      .optional(),
  })
  .superRefine(refuseReusedSecrets, { when: () => true });

/**
 * For trials. Its keys and credentials are always the sandbox's own: those that a developer has in the
 * environment for other work must not end up at an emulator.
 */
const TRIAL = z
  .object({
    ...COMMON,
    ...RATE_LIMIT_SETTINGS,
    SANDBOX: z.literal('true'),
    // Only this machine may reach it. SANDBOX_HOST is for containers, whose network isolates them instead.
    HOST: z
      .string()
      .refine(isLoopbackHost, {
        error:
          'must be a loopback address in the sandbox, for example 127.0.0.1; in a private container network set SANDBOX_HOST instead',
      })
      .default('127.0.0.1'),
    SANDBOX_HOST: z.string().optional(),
    SANDBOX_EVIDENCE_DIRECTORY: z.string().optional(),
    DRAIN_SECONDS: SERVER_SETTINGS.DRAIN_SECONDS.default(0),
    // A developer watches the terminal: only warnings and errors matter there.
    LOG_FORMAT: SERVER_SETTINGS.LOG_FORMAT.default('text'),
    LOG_LEVEL: SERVER_SETTINGS.LOG_LEVEL.default('warn'),
    REQUESTS_PER_KEY_PER_MINUTE: limit().prefault('off'),
    VERIFICATIONS_PER_KEY_PER_HOUR: limit().prefault('off'),
    VERIFICATIONS_PER_USER_PER_HOUR: limit().prefault('off'),
    ID_VERIFICATION_ENDPOINT: emulatorEndpoint(),
  })
  .refine(({ NODE_ENV }) => NODE_ENV !== 'production', {
    path: ['SANDBOX'],
    error: 'must not be true together with NODE_ENV=production: its keys are public',
    when: () => true,
  });

/** Every setting that the application reads, by name. */
export const SETTING_NAMES = Object.keys({ ...LIVE.shape, ...TRIAL.shape });

/** What a setting of this application begins with; a variable of that kind that is none is most likely misspelt. */
const OWN_PREFIX =
  /^(ID_VERIF|(VERIFICATION|REQUEST|START)S?_(PER_|TIMEOUT)|SANDBOX_|API_KEY|TRUST_|DRAIN_|CORS_|LOG_|ALIBABA_CLOUD_(ACCESS_KEY|SECURITY_))/;

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
  const settings = environment['SANDBOX']?.trim() === 'true' ? readTrial(environment) : readLive(environment);
  return { ...settings, unknown: unknownSettings(environment, SETTING_NAMES, OWN_PREFIX) };
}

function readLive(environment: Environment): Omit<Settings, 'unknown'> {
  const given = parseSettings(LIVE, environment, (text) =>
    SANDBOX_TRACES.some((trace) => text.toLowerCase().includes(trace))
      ? 'holds a value of the sandbox, which is public: give one of your own'
      : undefined,
  );
  const idVerification = idVerificationOptions(given);
  return {
    ...serverOptions(given, SERVICE),
    sandbox: false,
    limits: limitOptions(given, idVerification),
    databaseUrl: given.DATABASE_URL,
    apiKeys: given.API_KEYS,
    idVerification,
  };
}

function readTrial(environment: Environment): Omit<Settings, 'unknown'> {
  const given = parseSettings(TRIAL, environment);
  const evidence = given.SANDBOX_EVIDENCE_DIRECTORY;
  const idVerification: IdVerificationModuleOptions = {
    sandbox: true,
    endpoint: given.ID_VERIFICATION_ENDPOINT,
    credentials: { accessKeyId: SANDBOX.accessKeyId, accessKeySecret: SANDBOX.accessKeySecret },
    rateLimit: rateLimitOptions(given),
    hashKeys: [SANDBOX.hashKey],
    callback: { url: SANDBOX.callbackUrl, keys: [SANDBOX.callbackKey] },
    ...(evidence !== undefined && {
      evidence: 'always',
      evidenceSink: new FolderEvidenceSink(resolve(evidence)),
    }),
  };
  return {
    ...serverOptions({ ...given, HOST: given.SANDBOX_HOST ?? given.HOST }, SERVICE),
    sandbox: true,
    limits: limitOptions(given, idVerification),
    databaseUrl: given.DATABASE_URL,
    apiKeys: [{ name: 'sandbox', sha256: hashApiKey(SANDBOX.apiKey) }],
    idVerification,
  };
}
