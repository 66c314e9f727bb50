import {
  apiKeys,
  databaseUrl,
  emulatorEndpoint,
  ID_VERIFICATION_SETTINGS,
  idVerificationOptions,
  isLoopbackHost,
  limit,
  oneOf,
  parseSettings,
  RATE_LIMIT_SETTINGS,
  rateLimitOptions,
  refuseReusedSecrets,
  trustedProxies,
  unknownSettings,
  wholeNumber,
  type Environment,
} from 'nestjs-id-verification-http/settings';
import { LOG_FORMATS, LOG_LEVELS, type LogSettings } from 'nestjs-id-verification-http/logging';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { hashApiKey, type KnownApiKey } from 'nestjs-id-verification-http';
import type { TrustedProxies } from 'nestjs-id-verification-http/adapters';
import type { Limits } from 'nestjs-id-verification-http/limits';
import { getConfigToken } from '@nestjs/config';
import { resolve } from 'node:path';
import { z } from 'zod';
import { FolderEvidenceSink } from '../evidence/folder-evidence.sink.js';
import { SANDBOX, SANDBOX_TRACES } from './sandbox-values.js';

const LEVELS = Object.keys(LOG_LEVELS) as (keyof typeof LOG_LEVELS)[];

/** What the sandbox and the live application read alike; `.env.example` explains each setting. */
const COMMON = {
  NODE_ENV: z.string().optional(),
  PORT: wholeNumber(1, 65_535).default(SANDBOX.port),
  LOG_FORMAT: oneOf(LOG_FORMATS).optional(),
  LOG_LEVEL: oneOf(LEVELS).optional(),
  DRAIN_SECONDS: wholeNumber(0, 600).optional(),
  TRUST_PROXY: trustedProxies(),
  CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .refine((origins) => origins.every(isOrigin), {
      error: 'must be origins, separated by commas: https://shop.example.com,https://desk.example.com',
    })
    .optional(),
  REQUEST_TIMEOUT_SECONDS: wholeNumber(1, 300).default(20),
  REQUESTS_PER_KEY_PER_MINUTE: limit().optional(),
  VERIFICATIONS_PER_KEY_PER_HOUR: limit().optional(),
  VERIFICATIONS_PER_USER_PER_HOUR: limit().optional(),
  DATABASE_URL: databaseUrl(),
};

/** For real users: nothing that protects them has a default. */
const LIVE = z
  .object({
    ...COMMON,
    ...ID_VERIFICATION_SETTINGS,
    SANDBOX: z.literal('false', { error: 'must be one of true, false' }).optional(),
    SANDBOX_HOST: z
      .undefined({ error: 'belongs to the sandbox: remove it, HOST says where to listen' })
      .optional(),
    SANDBOX_EVIDENCE_DIRECTORY: z
      .undefined({ error: 'belongs to the sandbox: remove it, and write an evidence sink for production' })
      .optional(),
    HOST: z.string().default('0.0.0.0'),
    // Load balancers probe every second or two, and with the rest it must fit into the 10 s of `docker stop`.
    DRAIN_SECONDS: wholeNumber(0, 600).default(3),
    // A start costs money.
    REQUESTS_PER_KEY_PER_MINUTE: limit().default(600),
    VERIFICATIONS_PER_KEY_PER_HOUR: limit().default(1_000),
    VERIFICATIONS_PER_USER_PER_HOUR: limit().default(10),
    API_KEYS: apiKeys(),
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
export interface Settings {
  /** True where an emulator stands in for the vendor and every secret is publicly known. */
  readonly sandbox: boolean;
  readonly listen: { readonly host: string; readonly port: number };
  /** How long requests are still served after the signal to stop, in milliseconds. */
  readonly drainMs: number;
  readonly log: LogSettings;
  readonly trustedProxies: TrustedProxies;
  /** Pages of other origins that may call the application from a browser. */
  readonly corsOrigins: readonly string[];
  /** Within which a whole request must have arrived, in milliseconds. */
  readonly requestTimeoutMs: number;
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
    ...common(given, idVerification, { format: 'json', level: 'info' }),
    sandbox: false,
    listen: { host: given.HOST, port: given.PORT },
    apiKeys: given.API_KEYS,
  };
}

function readTrial(environment: Environment): Omit<Settings, 'unknown'> {
  const given = parseSettings(TRIAL, environment);
  const idVerification: IdVerificationModuleOptions = {
    sandbox: true,
    endpoint: given.ID_VERIFICATION_ENDPOINT,
    credentials: { accessKeyId: SANDBOX.accessKeyId, accessKeySecret: SANDBOX.accessKeySecret },
    rateLimit: rateLimitOptions(given),
    hashKeys: [SANDBOX.hashKey],
    callback: { url: SANDBOX.callbackUrl, keys: [SANDBOX.callbackKey] },
    ...evidenceIn(given.SANDBOX_EVIDENCE_DIRECTORY),
  };
  return {
    // A developer watches the terminal: only warnings and errors matter there.
    ...common(given, idVerification, { format: 'text', level: 'warn' }),
    sandbox: true,
    listen: { host: given.SANDBOX_HOST ?? given.HOST, port: given.PORT },
    apiKeys: [{ name: 'sandbox', sha256: hashApiKey(SANDBOX.apiKey) }],
  };
}

/** In the sandbox the evidence of every verdict is written to a directory, if one is given. */
function evidenceIn(
  directory: string | undefined,
): Pick<IdVerificationModuleOptions, 'evidence' | 'evidenceSink'> {
  if (directory === undefined) return {};
  return { evidence: 'always', evidenceSink: new FolderEvidenceSink(resolve(directory)) };
}

type Common = z.output<ReturnType<typeof z.object<typeof COMMON>>>;

function common(given: Common, idVerification: IdVerificationModuleOptions, log: LogSettings) {
  return {
    drainMs: (given.DRAIN_SECONDS ?? 0) * 1_000,
    log: {
      format: given.LOG_FORMAT ?? log.format,
      level: given.LOG_LEVEL ?? log.level,
      service: 'id-verification-sample',
    },
    trustedProxies: given.TRUST_PROXY,
    corsOrigins: given.CORS_ORIGINS ?? [],
    requestTimeoutMs: given.REQUEST_TIMEOUT_SECONDS * 1_000,
    limits: {
      requestsPerKeyPerMinute: limitOf(given.REQUESTS_PER_KEY_PER_MINUTE),
      startsPerKeyPerHour: limitOf(given.VERIFICATIONS_PER_KEY_PER_HOUR),
      startsPerUserPerHour: limitOf(given.VERIFICATIONS_PER_USER_PER_HOUR),
      hashKey: idVerification.hashKeys[0]?.secret ?? '',
    },
    databaseUrl: given.DATABASE_URL,
    idVerification,
  };
}

function limitOf(given: number | 'off' | undefined): number | undefined {
  return given === 'off' ? undefined : given;
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
