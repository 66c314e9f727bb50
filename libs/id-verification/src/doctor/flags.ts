/** One flag of the command, with the environment variable that gives the same. */
export interface Flag {
  readonly meaning: string;
  readonly variable?: string;
  /** Shown in place of a value; a flag without it is a switch. */
  readonly placeholder?: string;
}

/** The command's flags. No secret is among them: other users of a machine can read a command line. */
export const FLAGS = {
  region: {
    placeholder: 'id',
    variable: 'ID_VERIFICATION_REGION',
    meaning: 'region of the vendor (default cn-hongkong)',
  },
  product: {
    placeholder: 'code',
    variable: 'ID_VERIFICATION_PRODUCT',
    meaning: 'the product that the application uses (default FACE_LIVENESS)',
  },
  network: {
    placeholder: 'name',
    variable: 'ID_VERIFICATION_NETWORK',
    meaning: 'which of its endpoints the application uses: public (default) or vpc',
  },
  endpoint: {
    placeholder: 'host',
    variable: 'ID_VERIFICATION_ENDPOINT',
    meaning: 'a host or origin to check in place of the region’s two',
  },
  'callback-url': {
    placeholder: 'url',
    variable: 'ID_VERIFICATION_CALLBACK_URL',
    meaning: 'where the vendor reports that a user has finished',
  },
  sandbox: { variable: 'SANDBOX', meaning: 'accept an emulator, and plain http to it' },
  'migrations-table': {
    placeholder: 'name',
    meaning: 'where the migrations are recorded (default id_verification_migration)',
  },
  'timeout-ms': {
    placeholder: 'n',
    meaning: 'how long one step may take, 100 to 60000 (default 10000, as for a call)',
  },
  json: { meaning: 'one JSON object in place of lines' },
  help: { meaning: 'show this' },
} as const satisfies Record<string, Flag>;

/** A flag's name, without the dashes. */
export type FlagName = keyof typeof FLAGS;

/** Variables that have no flag, and what stands in them. */
export const SECRETS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'the AccessKey that signs the call of KeepaliveIntl',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'its secret',
  ALIBABA_CLOUD_SECURITY_TOKEN: 'the token of temporary (STS) credentials',
  DATABASE_URL: 'postgres://user:password@host:5432/name',
} as const;
