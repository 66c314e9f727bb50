/** One flag of the command. */
export interface Flag {
  readonly type: 'text' | 'whole' | 'switch';
  readonly meaning: string;
  readonly placeholder?: string;
}

/** The command's flags. Names are those of the options, in kebab case. */
export const FLAGS = {
  port: {
    type: 'whole',
    placeholder: 'n',
    meaning: 'port to listen on; 0 takes any free one (default 4010)',
  },
  host: { type: 'text', placeholder: 'address', meaning: 'address to listen on (default 127.0.0.1)' },
  'public-url': {
    type: 'text',
    placeholder: 'origin',
    meaning: 'how others reach the emulator, for TransactionUrl; its host may use page and control',
  },
  'access-key-id': {
    type: 'text',
    placeholder: 'id',
    meaning: 'the AccessKey id that is accepted (required)',
  },
  'access-key-secret': {
    type: 'text',
    placeholder: 'secret',
    meaning:
      'its secret; or set CLOUDAUTH_EMULATOR_ACCESS_KEY_SECRET, which other users of the machine cannot read',
  },
  'security-token': {
    type: 'text',
    placeholder: 'token',
    meaning: 'makes the pair STS credentials, which must come with this token',
  },
  'state-file': {
    type: 'text',
    placeholder: 'path',
    meaning: 'keep transactions in this file over restarts (default: only in memory)',
  },
  'forward-to': {
    type: 'text',
    placeholder: 'origin',
    meaning:
      'send callbacks here, whatever host the CallbackUrl names; without it only loopback hosts are called (default of listen: http://127.0.0.1:3000)',
  },
  seed: {
    type: 'whole',
    placeholder: 'n',
    meaning: 'make TransactionIds and chances repeatable (default: unpredictable)',
  },
  qps: {
    type: 'whole',
    placeholder: 'n',
    meaning: 'calls per second and action before Throttling.Api (default 10, as at the vendor; 0: no limit)',
  },
  'other-clients-qps': {
    type: 'whole',
    placeholder: 'n',
    meaning: 'how much of --qps other clients of the account use (default 0)',
  },
  'transaction-lifetime-ms': {
    type: 'whole',
    placeholder: 'ms',
    meaning: 'how long a TransactionId can be used (default 1800000)',
  },
  'expired-response': {
    type: 'text',
    placeholder: 'code',
    meaning: 'what CheckResult says after that: ProcessNotCompleted (default) or TransactionIdInvalid',
  },
  'callback-names': {
    type: 'text',
    placeholder: 'style',
    meaning:
      "names of the callback's parameters: example (default: subCode, callbackToken) or prose (subcode, CallbackToken)",
  },
  'callback-timeout-ms': {
    type: 'whole',
    placeholder: 'ms',
    meaning: 'how long a callback may take (default 5000)',
  },
  'skip-callback-check': {
    type: 'switch',
    meaning:
      'let Initialize accept a CallbackUrl that does not respond, which the vendor tries first and refuses',
  },
  products: {
    type: 'text',
    placeholder: 'codes',
    meaning: 'product codes that are on offer, with commas between them (default FACE_LIVENESS)',
  },
  'delete-success-code': {
    type: 'text',
    placeholder: 'code',
    meaning: "the Code of a deletion: 200 (default, as in the vendor's SDKs) or Success",
  },
  'reusable-url': { type: 'switch', meaning: 'let a TransactionUrl open more than once' },
  'delete-unsupported': {
    type: 'switch',
    meaning: 'let DeleteVerifyResult refuse, as for products without it',
  },
  'keep-alive-timeout-ms': {
    type: 'whole',
    placeholder: 'ms',
    meaning: 'close idle connections after so long (default 25000)',
  },
  help: { type: 'switch', meaning: 'show this' },
} as const satisfies Record<string, Flag>;

/** A flag's name, without the dashes. */
export type FlagName = keyof typeof FLAGS;
