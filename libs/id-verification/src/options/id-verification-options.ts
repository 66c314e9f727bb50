import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import {
  EXTRA_IMAGE_CONTROL_LIST,
  type EvidenceParameters,
  type EvidenceSink,
} from '../contract/evidence.js';
import { callsPerSecond, FACE_LIVENESS } from '../contract/products/index.js';
import type { ProductProfile } from '../contract/products/product.js';
import { resolveEndpoint } from '../contract/endpoint.js';
import { isHttpsUrl } from '../validation/https-url.js';
import { isObject } from '../validation/json-object.js';
import { ACCOUNTS } from './account-options.js';
import { CLIENT, type ClientOptions } from './client-options.js';
import { keyRing } from './key-ring.option.js';
import { integer, oneOf, text, value } from './option.js';
import { OptionTable, type CrossCheck, type Given, type Resolved } from './option-table.js';
import { RESILIENCE, type ResilienceOptions, type ResolvedRateLimitOptions } from './resilience-options.js';
import { WORK, type WorkOptions } from './worker-options.js';

const CALLBACK = new OptionTable({
  /** A public https address. The vendor accepts an `Initialize` only if it can reach this address. */
  url: value<string>(
    'an https address without user name, password or fragment, also with an emulator, which calls its `--forward-to` instead',
    isHttpsUrl,
  ),
  /** Keys for the callback tokens. */
  keys: keyRing(),
});

/**
 * Where the vendor sends its callbacks, and the keys that sign their tokens.
 *
 * @publicApi
 */
export interface CallbackOptions extends Given<typeof CALLBACK> {}

const DAY_MS = 86_400_000;

const MAX_ATTEMPTS_PER_USER = new OptionTable({
  /** The maximum number of verifications of one user in the window; rejected ones do not count. */
  count: integer(1, 1_000),
  /** The length of the sliding window, at most `retentionDays`: purged verifications no longer count. */
  windowMs: integer(1_000, 366 * DAY_MS),
});

/**
 * The limit of verifications of one user.
 *
 * @publicApi
 */
export interface MaxAttemptsPerUserOptions extends Given<typeof MAX_ATTEMPTS_PER_USER> {}

const EVIDENCE_PARAMETERS = new OptionTable({
  /** `Y`: with the result of the anti-spoofing detection. The vendor does not document the field that contains it. */
  returnFiveCategorySpoofResult: oneOf('Y', 'N').optional(),
  /** "The additional information to return", in the words of the vendor's SDK, which lists no values. */
  extraImageControlList: text('1 to 200 printable characters', EXTRA_IMAGE_CONTROL_LIST).optional(),
});

function isEvidenceSink(given: unknown): boolean {
  return isObject(given) && typeof given['receive'] === 'function';
}

/** The options of stored and sent data. */
export const VERIFICATION = new OptionTable({
  /**
   * The products that a request may use: `FACE_LIVENESS`, `FACE_LIVENESS_PRO`, `FACE_IDU`, or your own by
   * `defineProduct`. Default: `FACE_LIVENESS`.
   */
  products: value<readonly ProductProfile[]>(
    'a list of one or more product profiles, each with a code of its own of up to 32 capital letters, digits and underscores',
    areProducts,
  ).optional(),
  /** Keys for hashing MerchantUserIds and request fingerprints. */
  hashKeys: keyRing(),
  /**
   * The callback of the module: sent as `CallbackUrl` with every `Initialize`, together with a token that is bound to
   * the verification, unless the request has its own `callbackUrl`. Default: no callback.
   */
  callback: CALLBACK.asOption<CallbackOptions, CallbackOptions>().optional(),
  /**
   * How MerchantUserIds are stored and sent. `'hash'`: as HMAC-SHA256, so that neither database nor vendor can identify
   * the end user. `'plain'`: unchanged. @default 'hash'
   */
  merchantUserId: oneOf('hash', 'plain').default('hash'),
  /**
   * The maximum length of a query, in characters after percent-encoding. All parameters are sent in the query,
   * including MetaInfo, and the vendor documents no limit. @default 8000
   */
  maxQueryLength: integer(1_000, 60_000).default(8_000),
  /**
   * Receives face image, scores and video link of a verdict, at least once. To pass a provider: `forRootAsync({ inject:
   * [MySink], useFactory: (evidenceSink: MySink) => ({ …, evidenceSink }) })`. Default: no evidence is requested,
   * except by `check(id, { evidence: true })`.
   */
  evidenceSink: value<EvidenceSink>('an object with the method `receive`', isEvidenceSink).optional(),
  /**
   * The verifications whose evidence the sink receives; evidence makes the vendor's responses large. `'docVideo'`:
   * those with `docVideo: 'Y'`. @default 'docVideo'
   */
  evidence: oneOf('docVideo', 'always', 'never').default('docVideo'),
  /**
   * What else is requested of the vendor with evidence; `check(id, { evidence: { … } })` replaces single ones.
   * @default {}
   */
  evidenceParameters: EVIDENCE_PARAMETERS.asOption<
    EvidenceParameters,
    Resolved<typeof EVIDENCE_PARAMETERS>
  >().default({}),
  /**
   * Limits the verifications of one user, across all processes; beyond the limit `initialize` fails with
   * `too_many_attempts` before the vendor is called. Default: no limit.
   */
  maxAttemptsPerUser: MAX_ATTEMPTS_PER_USER.asOption<
    MaxAttemptsPerUserOptions,
    MaxAttemptsPerUserOptions
  >().optional(),
});

interface VerificationOptions extends Given<typeof VERIFICATION> {}

interface AccountsOptions extends Given<typeof ACCOUNTS> {}

/**
 * The options of `IdVerificationModule.forRoot`, and the result of the factory of `forRootAsync`.
 *
 * @publicApi
 */
export interface IdVerificationModuleOptions
  extends ClientOptions, AccountsOptions, VerificationOptions, ResilienceOptions, WorkOptions {}

type ResolvedTables = Resolved<typeof CLIENT> &
  Resolved<typeof ACCOUNTS> &
  Resolved<typeof VERIFICATION> &
  Resolved<typeof RESILIENCE> &
  Resolved<typeof WORK>;

/** The validated options of one module instance, with all defaults. */
export interface ResolvedOptions extends Omit<
  ResolvedTables,
  'endpoint' | 'deadlineMs' | 'products' | 'rateLimit'
> {
  readonly products: readonly ProductProfile[];
  readonly rateLimit: ResolvedRateLimitOptions | undefined;
  /** The instance's name; separates the verifications of several instances in one database. */
  readonly instance: string;
  readonly endpoint: URL;
  readonly deadlineMs: number;
}

const ATTEMPTS_ARE_KEPT: CrossCheck = {
  rule: `\`maxAttemptsPerUser.windowMs\` must not exceed \`retentionDays\` (default ${String(WORK.entries.retentionDays.rule.defaultValue)}): verifications that count would be purged`,
  holds: ({ maxAttemptsPerUser: limit, retentionDays = WORK.entries.retentionDays.rule.defaultValue }) =>
    !isObject(limit) || !(Number(limit['windowMs']) > Number(retentionDays) * DAY_MS),
};

const ALL = new OptionTable(
  {
    ...CLIENT.entries,
    ...ACCOUNTS.entries,
    ...VERIFICATION.entries,
    ...RESILIENCE.entries,
    ...WORK.entries,
  },
  [...CLIENT.crossChecks, ATTEMPTS_ARE_KEPT],
);

export const RESOLVED_OPTIONS = Symbol('RESOLVED_OPTIONS');

/** Options beside the factory of `forRootAsync`, because Nest needs them before the factory runs. */
const STATIC_OPTIONS = ['isGlobal', 'name', 'dataSource', 'callbackPath'];

/** Every problem of the options, each as a sentence that names the option and the fix, and never its value. */
export function findOptionProblems(given: unknown, instance: string): string[] {
  if (!isObject(given)) return ['the options must be an object'];
  const isStatic = (name: string) => STATIC_OPTIONS.includes(name);
  const own = Object.entries(given).filter(([name]) => !isStatic(name));
  return [
    ...(/^[A-Za-z0-9_-]{1,64}$/.test(instance) ? [] : ['`name` must be 1 to 64 letters, digits, `_` or `-`']),
    ...Object.keys(given)
      .filter(isStatic)
      .map(
        (name) =>
          `\`${name}\` must stand beside the factory (forRootAsync({ ${name}, useFactory })), not in what it returns`,
      ),
    ...ALL.problems(Object.fromEntries(own)),
  ];
}

/** @throws IdVerificationConfigurationError that lists every bad option with its fix */
export function resolveOptions(options: IdVerificationModuleOptions, instance: string): ResolvedOptions {
  const problems = findOptionProblems(options, instance);
  if (problems.length > 0) throw new IdVerificationConfigurationError(problems);
  const resolved = ALL.resolve(options);
  const { rateLimit, region, products = [FACE_LIVENESS] } = resolved;
  return {
    ...resolved,
    products,
    rateLimit: rateLimit && {
      ...rateLimit,
      perSecond: rateLimit.perSecond ?? callsPerSecond(products, region),
    },
    instance,
    endpoint: resolveEndpoint(resolved),
    deadlineMs: resolved.deadlineMs ?? 1.5 * resolved.requestTimeoutMs,
  };
}

function areProducts(given: unknown): boolean {
  if (!Array.isArray(given) || given.length === 0) return false;
  const codes = given.map((product: unknown) => (isObject(product) ? product['code'] : undefined));
  const isCode = (code: unknown) => typeof code === 'string' && /^[A-Z0-9_]{1,32}$/.test(code);
  const isWhole = (product: unknown) =>
    isObject(product) && ['parameters', 'regions', 'failures'].every((part) => isObject(product[part]));
  return codes.every(isCode) && new Set(codes).size === codes.length && given.every(isWhole);
}
