/** One flag of the command, with the equivalent environment variable. */
export interface Flag {
  readonly meaning: string;
  readonly variable?: string;
  /** Shown in place of a value; a flag without it is a switch. */
  readonly placeholder?: string;
}

/** The command's flags. None is a secret, because other users of a machine can read command lines. */
export const FLAGS = {
  region: {
    placeholder: 'id',
    variable: 'ID_VERIFICATION_REGION',
    meaning: 'region of the vendor (default cn-hongkong)',
  },
  product: {
    placeholder: 'code',
    variable: 'ID_VERIFICATION_PRODUCT',
    meaning: 'the product of the application (default FACE_LIVENESS)',
  },
  network: {
    placeholder: 'name',
    variable: 'ID_VERIFICATION_NETWORK',
    meaning: 'the endpoint of the application: public (default) or vpc',
  },
  endpoint: {
    placeholder: 'host',
    variable: 'ID_VERIFICATION_ENDPOINT',
    meaning: 'a host or origin to check instead of the region’s two',
  },
  'callback-url': {
    placeholder: 'url',
    variable: 'ID_VERIFICATION_CALLBACK_URL',
    meaning: 'the URL of the vendor’s callback',
  },
  sandbox: { variable: 'SANDBOX', meaning: 'accept an emulator, and plain http to it' },
  schema: {
    placeholder: 'name',
    meaning: 'the schema of the data source (default: the search path of the user)',
  },
  'migrations-table': {
    placeholder: 'name',
    meaning: 'the table of executed migrations (default id_verification_migration)',
  },
  'timeout-ms': {
    placeholder: 'n',
    meaning: 'the timeout of one step, 100 to 60000 (default 10000, as for a call)',
  },
  json: { meaning: 'one JSON object instead of lines' },
  help: { meaning: 'show this' },
} as const satisfies Record<string, Flag>;

/** A flag's name, without the dashes. */
export type FlagName = keyof typeof FLAGS;

/** Variables without a flag. */
export const SECRETS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'the AccessKey that signs the call of KeepaliveIntl',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'its secret',
  ALIBABA_CLOUD_SECURITY_TOKEN: 'the token of temporary (STS) credentials',
  DATABASE_URL: 'postgres://user:password@host:5432/name',
} as const;
