import { hashApiKey } from 'nestjs-id-verification-http';

/**
 * Everything that the sandbox runs with. It stands in a public file, so that it protects nothing: outside of the
 * sandbox the application refuses to start with any of it.
 */
export const SANDBOX = {
  port: 3000,
  emulatorPort: 4010,
  apiKey: 'sandbox-key',
  accessKeyId: 'sandbox-access-key-id',
  accessKeySecret: 'sandbox-access-key-secret',
  hashKey: { id: 'sandbox', secret: 'sandbox-hash-key-that-protects-nothing' },
  callbackKey: { id: 'sandbox', secret: 'sandbox-callback-key-that-protects-nothing' },
  /** The address cannot be reached; the emulator forwards what is sent to it to the sample. */
  callbackUrl: 'https://sandbox.example/id-verification/callback',
  databaseName: 'id_verification_sandbox',
  databasePassword: 'sandbox-password',
} as const;

/** What tells a value of the sandbox, in small letters; where something must be protected it is refused. */
export const SANDBOX_TRACES = [
  hashApiKey(SANDBOX.apiKey).toString('hex'),
  SANDBOX.accessKeyId,
  SANDBOX.accessKeySecret,
  SANDBOX.hashKey.secret,
  SANDBOX.callbackKey.secret,
  new URL(SANDBOX.callbackUrl).host,
  `/${SANDBOX.databaseName}`,
  SANDBOX.databasePassword,
];
