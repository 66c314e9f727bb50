import { resolve } from 'node:path';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { z } from 'zod';
import { FolderEvidenceSink } from '../evidence/folder-evidence.sink.js';
import { hashApiKey } from '../security/api-key.js';
import { limit } from './fields.js';
import { isLoopbackHost } from './host-names.js';
import { RATE_LIMIT_SETTINGS, rateLimitOptions } from './id-verification.settings.js';
import { SERVER_SETTINGS } from './server.settings.js';
import { EMULATOR_PORT, emulatorEndpoint } from './vendor-endpoint.js';

/**
 * Everything that a sandbox runs with. It stands in a public file, so that it protects nothing: {@link refuseSandboxValue}
 * refuses it where something must be protected.
 *
 * @publicApi
 */
export const SANDBOX = {
  port: 3000,
  emulatorPort: EMULATOR_PORT,
  apiKey: 'sandbox-key',
  accessKeyId: 'sandbox-access-key-id',
  accessKeySecret: 'sandbox-access-key-secret',
  hashKey: { id: 'sandbox', secret: 'sandbox-hash-key-that-protects-nothing' },
  callbackKey: { id: 'sandbox', secret: 'sandbox-callback-key-that-protects-nothing' },
  /** The address cannot be reached; the emulator forwards what is sent to it to the application. */
  callbackUrl: 'https://sandbox.example/id-verification/callback',
  databaseName: 'id_verification_sandbox',
  databasePassword: 'sandbox-password',
} as const;

/** What tells a value of the sandbox, in small letters. */
const TRACES = [
  hashApiKey(SANDBOX.apiKey).toString('hex'),
  SANDBOX.accessKeyId,
  SANDBOX.accessKeySecret,
  SANDBOX.hashKey.secret,
  SANDBOX.callbackKey.secret,
  new URL(SANDBOX.callbackUrl).host,
  `/${SANDBOX.databaseName}`,
  SANDBOX.databasePassword,
];

/**
 * Refuses a value of the sandbox in a live application, as an argument of {@link parseSettings}.
 *
 * @publicApi
 */
export function refuseSandboxValue(text: string): string | undefined {
  return TRACES.some((trace) => text.toLowerCase().includes(trace))
    ? 'holds a value of the sandbox, which is public: give one of your own'
    : undefined;
}

/**
 * Refuses the settings of a sandbox, for the schema of a live application.
 *
 * @publicApi
 */
export const NO_SANDBOX_SETTINGS = {
  SANDBOX: z.literal('false', { error: 'must be one of true, false' }).optional(),
  SANDBOX_HOST: z
    .undefined({ error: 'belongs to the sandbox: remove it, HOST says where to listen' })
    .optional(),
  SANDBOX_EVIDENCE_DIRECTORY: z
    .undefined({ error: 'belongs to the sandbox: remove it, and write an evidence sink for production' })
    .optional(),
};

/**
 * The settings of a sandbox, for its schema. Keys and credentials are not among them: those that a developer has in
 * the environment for other work must not end up at an emulator.
 *
 * @publicApi
 */
export const SANDBOX_SETTINGS = {
  ...SERVER_SETTINGS,
  ...RATE_LIMIT_SETTINGS,
  SANDBOX: z.literal('true'),
  NODE_ENV: z.string().optional(),
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
};

const SCHEMA = z.object(SANDBOX_SETTINGS);

/**
 * Refuses a sandbox on a machine in production.
 *
 * @publicApi
 */
export function refuseProduction(
  { NODE_ENV }: Partial<z.output<typeof SCHEMA>>,
  context: z.core.$RefinementCtx,
): void {
  if (NODE_ENV !== 'production') return;
  const message = 'must not be true together with NODE_ENV=production: its keys are public';
  context.addIssue({ code: 'custom', path: ['SANDBOX'], message });
}

/**
 * The options of `IdVerificationModule` in a sandbox, from checked settings.
 *
 * @publicApi
 */
export function sandboxOptions(settings: z.output<typeof SCHEMA>): IdVerificationModuleOptions {
  const { SANDBOX_EVIDENCE_DIRECTORY: evidence } = settings;
  return {
    sandbox: true,
    endpoint: settings.ID_VERIFICATION_ENDPOINT,
    credentials: { accessKeyId: SANDBOX.accessKeyId, accessKeySecret: SANDBOX.accessKeySecret },
    rateLimit: rateLimitOptions(settings),
    hashKeys: [SANDBOX.hashKey],
    callback: { url: SANDBOX.callbackUrl, keys: [SANDBOX.callbackKey] },
    ...(evidence !== undefined && {
      evidence: 'always',
      evidenceSink: new FolderEvidenceSink(resolve(evidence)),
    }),
  };
}
