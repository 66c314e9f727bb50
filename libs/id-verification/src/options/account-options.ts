import {
  CLOUDAUTH_REGIONS,
  resolveEndpoint,
  type CloudauthNetwork,
  type CloudauthRegion,
} from '../contract/endpoint.js';
import { callsPerSecond } from '../contract/products/index.js';
import type { ProductProfile } from '../contract/products/product.js';
import { isObject } from '../validation/json-object.js';
import { CLIENT, ENDPOINT_RULES, type Credentials } from './client-options.js';
import { oneOf, Option, value } from './option.js';
import { OptionTable, type Given, type Resolved } from './option-table.js';
import { RATE_LIMIT, type RateLimitOptions, type ResolvedRateLimitOptions } from './resilience-options.js';

/** Without its table: the reference describes the group once, as the option of the same name. */
const { table: _table, ...RATE_LIMIT_RULE } = RATE_LIMIT.asOption<
  RateLimitOptions,
  Resolved<typeof RATE_LIMIT>
>()
  .orFalse()
  .optional().rule;

/** What the option `accounts` returns. */
export const ACCOUNT = new OptionTable({
  /** As the option `credentials`. */
  credentials: CLIENT.entries.credentials,
  /** As the option `accountId`. Default: an account is recognized by its AccessKey id. */
  accountId: CLIENT.entries.accountId,
  /** The region of the account. Default: the option `region`. */
  region: oneOf(...CLOUDAUTH_REGIONS).optional(),
  /** Replaces the region's endpoint. Default: the option `endpoint`, for accounts of all regions. */
  endpoint: CLIENT.entries.endpoint,
  /** The codes of those `products` that the tenant may use. Default: all. */
  products: value<readonly string[]>(
    'a list of one or more product codes',
    (codes) => Array.isArray(codes) && codes.length > 0,
  ).optional(),
  /**
   * As the option `rateLimit`, except for the defaults: `account` is the tenant, `perSecond` the vendor's limit for the
   * account's products and region, or that of the option for the same `account` and endpoint, `safetyMarginMs` that of
   * the option. Default: {}, or false if the option is false.
   */
  rateLimit: new Option(RATE_LIMIT_RULE),
});

/**
 * The account of a tenant: what it has in place of the module's options.
 *
 * @publicApi
 */
export interface TenantAccount extends Given<typeof ACCOUNT> {}

/**
 * Finds the account of a tenant; undefined for an unknown tenant.
 *
 * @publicApi
 */
export type TenantAccounts = (
  tenant: string,
) => TenantAccount | undefined | Promise<TenantAccount | undefined>;

export const ACCOUNTS = new OptionTable({
  /**
   * Finds the account of the `tenant` that `initialize` was called with, for that call and for all later ones of the
   * verification. Called before each operation, once for concurrent ones, and is expected to cache: it may take a third
   * of `deadlineMs`, together with a provider of credentials. Undefined stands for an unknown tenant. Verifications without a tenant use the other options. Default: no tenants.
   */
  accounts: value<TenantAccounts>('a function', (accounts) => typeof accounts === 'function').optional(),
});

/** The module's options, which an account has where it says nothing else. */
interface Defaults {
  readonly region: CloudauthRegion;
  readonly network: CloudauthNetwork;
  readonly endpoint: URL;
  readonly sandbox: boolean;
  readonly products: readonly ProductProfile[];
  readonly rateLimit: ResolvedRateLimitOptions | undefined;
}

/** A tenant's account with all defaults; each property replaces the option of its name. */
export interface ResolvedAccount {
  readonly credentials: Credentials;
  readonly accountId: string | undefined;
  readonly endpoint: URL;
  readonly products: readonly ProductProfile[];
  readonly rateLimit: ResolvedRateLimitOptions | undefined;
}

/** @returns the account, or its problems, each as a sentence that never contains a value */
export function resolveAccount(
  given: TenantAccount,
  tenant: string,
  options: Defaults,
): ResolvedAccount | readonly string[] {
  const problems = accountProblems(given, options);
  if (problems.length > 0) return problems;
  const { credentials, accountId, region = options.region, products: wanted, rateLimit } = given;
  const products = options.products.filter(({ code }) => wanted === undefined || wanted.includes(code));
  if (products.length < (wanted?.length ?? 0)) return ['`products` must be codes of the option `products`'];
  // An endpoint of the options that is not the one of their region, such as the emulator's, is for all regions.
  const isReplaced = options.endpoint.href !== resolveEndpoint({ ...options, endpoint: undefined }).href;
  const endpoint = given.endpoint ?? (isReplaced ? options.endpoint.origin : undefined);
  const at = resolveEndpoint({ region, network: options.network, endpoint });
  const limit = { endpoint: at, vendorLimit: callsPerSecond(products, region) };
  return {
    credentials,
    accountId,
    endpoint: at,
    products,
    rateLimit: rateLimitOf(rateLimit, tenant, options, limit),
  };
}

function accountProblems(given: unknown, { sandbox }: Defaults): string[] {
  if (!isObject(given)) return ['the account must be an object'];
  const { endpoint } = given;
  const broken = ENDPOINT_RULES.filter(({ holds }) => !holds({ endpoint, sandbox }));
  return [...ACCOUNT.problems(given), ...broken.map(({ rule }) => rule)];
}

function rateLimitOf(
  given: RateLimitOptions | false | undefined,
  tenant: string,
  { rateLimit, endpoint: ownEndpoint }: Defaults,
  { endpoint, vendorLimit }: { readonly endpoint: URL; readonly vendorLimit: number },
): ResolvedRateLimitOptions | undefined {
  if (given === false || (given === undefined && rateLimit === undefined)) return undefined;
  const { account = tenant, safetyMarginMs = rateLimit?.safetyMarginMs } = given ?? {};
  // One name at one endpoint is one limit.
  const isShared = account === rateLimit?.account && endpoint.host === ownEndpoint.host;
  const { perSecond = isShared ? rateLimit.perSecond : vendorLimit } = given ?? {};
  return { ...RATE_LIMIT.resolve({ account, safetyMarginMs }), perSecond };
}
