import type { CloudauthClient } from '../contract/cloudauth-client.js';
import type {
  CloudauthCredentials,
  CloudauthCredentialsFactory,
  CloudauthCredentialsProvider,
} from '../contract/credentials.js';
import { CLOUDAUTH_REGIONS, resolveEndpoint } from '../contract/endpoint.js';
import { isObject } from '../validation/json-object.js';
import { flag, integer, isVisibleAscii, oneOf, Option, value } from './option.js';
import { OptionTable, type CrossCheck, type Given, type Resolved } from './option-table.js';

/** What the option `credentials` accepts. */
export type Credentials = CloudauthCredentials | CloudauthCredentialsProvider | CloudauthCredentialsFactory;

/** Below the 25 s that the vendor's `Keep-Alive` header announces, in milliseconds. */
const KEEP_ALIVE_MS = 20_000;

const token = (): Option<string> => value('a non-empty string without spaces', isVisibleAscii);

const KEY_PAIR = new OptionTable({
  accessKeyId: token(),
  accessKeySecret: token(),
  securityToken: token().optional(),
});

const HTTP = new OptionTable(
  {
    /**
     * The maximum number of connections, and therefore of calls in flight; further calls wait. Keep it above calls per
     * second × latency in seconds. @default 64
     */
    maxConnections: integer(1, 1_000).default(64),
    /**
     * How long an idle connection is kept open. A shorter `Keep-Alive` header of the server takes precedence. @default
     * 20000
     */
    keepAliveMs: integer(1_000, 600_000).default(KEEP_ALIVE_MS),
    /**
     * How many connections are opened at boot, by concurrent `KeepaliveIntl` calls: at most as many as the rate limit
     * has spare permits for in one second. @default 0
     */
    warmUp: integer(0, 1_000).default(0),
    /**
     * Keeps a connection open while there are no calls: after this time without a call a `KeepaliveIntl` is sent if the
     * rate limit has a spare permit. The vendor recommends about 5,000. Source: the vendor's page "Server-side network
     * latency analysis and optimization". Default: no ping.
     */
    keepAlivePingMs: integer(100, 600_000).optional(),
    /** Certificate authorities to trust instead of the system's, in PEM form. */
    ca: value<string>(
      'one or more certificates in PEM form',
      (ca) => typeof ca === 'string' && ca.includes('BEGIN CERTIFICATE'),
    ).optional(),
    /** A proxy through which every connection is tunnelled (CONNECT). Proxies in environment variables are ignored. */
    proxy: value<string>(
      'http://host:port or https://host:port, with user:password@ (percent-encoded) before the host if the proxy requires it, and without a path',
      (proxy) => isVisibleAscii(proxy) && isProxyUrl(proxy),
    ).optional(),
  },
  [
    {
      rule: `\`http.keepAlivePingMs\` must be less than \`http.keepAliveMs\` (default ${KEEP_ALIVE_MS}): the connection would be closed before the ping`,
      holds: ({ keepAlivePingMs, keepAliveMs = KEEP_ALIVE_MS }) =>
        keepAlivePingMs === undefined || Number(keepAlivePingMs) < Number(keepAliveMs),
    },
  ],
);

/**
 * Connections to the vendor.
 *
 * @publicApi
 */
export interface HttpOptions extends Given<typeof HTTP> {}

export interface ResolvedHttpOptions extends Resolved<typeof HTTP> {}

/** Options that have no effect in the vendor's SDK. */
const NATIVE_ONLY = ['maxConnections', 'keepAliveMs', 'warmUp', 'keepAlivePingMs', 'proxy'] as const;

/** The rules of an `endpoint`. */
export const ENDPOINT_RULES: readonly CrossCheck[] = [
  {
    rule: '`endpoint` must be https; plain http is for the emulator and needs `sandbox: true`',
    holds: ({ endpoint, sandbox }) => !isOrigin(endpoint) || isProtected(endpointUrl(endpoint), sandbox),
  },
  {
    rule: '`endpoint` must begin with http:// or https:// together with `sandbox: true`: the emulator speaks plain http',
    holds: ({ endpoint, sandbox }) => !isOrigin(endpoint) || sandbox !== true || endpoint.includes('://'),
  },
];

/** The options of the connection to the vendor. */
export const CLIENT = new OptionTable(
  {
    /**
     * The credentials that sign requests: a key pair, a provider that is called before every request, such as a
     * `Credential` of `@alicloud/credentials`, or a function that makes a provider. Use the function for the vendor's
     * default chain, which keeps failing once it has failed: with the function a failed provider is replaced by a new
     * one.
     */
    credentials: new Option<Credentials>({
      expected:
        '{ accessKeyId, accessKeySecret }, a provider with a getCredential method, or a function that makes one',
      accepts: (given) => typeof given === 'function' || isObject(given),
      inner: credentialProblems,
      resolve: (given) => given,
    }),
    /**
     * The id of the Alibaba Cloud account: its UID, or a name of your own that never moves to another account. Needed
     * with temporary or rotated AccessKeys: only with it is an account recognized under another key, so that an
     * unknown TransactionId means that the vendor has deleted its data. Stored as a keyed hash. Default: an account is
     * recognized by its AccessKey id, and not at all with a provider.
     */
    accountId: value<string>('1 to 128 visible ASCII characters without spaces', isAccountId).optional(),
    /** The vendor's region; it must offer each of `products`. @default 'cn-hongkong' */
    region: oneOf(...CLOUDAUTH_REGIONS).default('cn-hongkong'),
    /** `vpc` is reachable from inside the same Alibaba Cloud region only. @default 'public' */
    network: oneOf('public', 'vpc').default('public'),
    /** Replaces the region's endpoint. Without a scheme it means https; with `sandbox: true` it needs one. */
    endpoint: value<string>(
      'a host, host:port or origin (https://host:port) without a path',
      isOrigin,
    ).optional(),
    /**
     * The client that calls the vendor. `'native'`: the library's own. `'sdk'`: the vendor's SDK, the optional peer
     * `@alicloud/cloudauth-intl20220809`; `{ sdk }` gives its module, for bundlers that cannot follow `require`. Or
     * your own adapter. @default 'native'
     */
    client: value<'native' | 'sdk' | { readonly sdk: object } | CloudauthClient>(
      "'native', 'sdk', { sdk } or an object with the methods call and close",
      (client) => client === 'native' || isSdk(client) || isAdapter(client),
    ).default('native'),
    /** Accepts responses of an emulator. Never set it in production. @default false */
    sandbox: flag().default(false),
    /** The timeout of one vendor call, including all its steps. @default 10000 */
    requestTimeoutMs: integer(100, 60_000).default(10_000),
    /**
     * Dates requests by the `Date` of the vendor's responses while this machine's clock is more than a minute and at most
     * a day off; the vendor refuses dates that are 15 minutes off. Each change is logged, and health reports the clock.
     * Only with the native client. @default true
     */
    correctClock: flag().default(true),
    /** Connections to the vendor. With the vendor's SDK, `ca` is the only valid option of this group. @default {} */
    http: HTTP.asOption<HttpOptions, ResolvedHttpOptions>().default({}),
  },
  [
    ...ENDPOINT_RULES,
    ...NATIVE_ONLY.map((name): CrossCheck => ({
      rule: `\`http.${name}\` has no effect with the vendor’s SDK: leave it out or set \`client: 'native'\``,
      holds: ({ client, http }) => !isSdk(client) || !isObject(http) || http[name] === undefined,
    })),
  ],
);

/**
 * The options of the connection to the vendor.
 *
 * @publicApi
 */
export interface ClientOptions extends Given<typeof CLIENT> {}

export interface ResolvedClientOptions extends Omit<Resolved<typeof CLIENT>, 'endpoint'> {
  readonly endpoint: URL;
}

/** Applies the defaults; the options must be valid. */
export function resolveClientOptions(options: ClientOptions): ResolvedClientOptions {
  const resolved = CLIENT.resolve(options);
  return { ...resolved, endpoint: resolveEndpoint(resolved) };
}

function credentialProblems(credentials: unknown, name: string): string[] {
  if (!isObject(credentials)) return [];
  const { getCredential } = credentials;
  if (getCredential === undefined) return KEY_PAIR.problems(credentials, `${name}.`);
  return typeof getCredential === 'function' ? [] : [`\`${name}.getCredential\` must be a method`];
}

function isAccountId(given: unknown): given is string {
  return isVisibleAscii(given) && given.length <= 128;
}

function isOrigin(endpoint: unknown): endpoint is string {
  if (!isVisibleAscii(endpoint)) return false;
  try {
    const { pathname, search, hash, username } = endpointUrl(endpoint);
    return pathname === '/' && search === '' && hash === '' && username === '';
  } catch {
    return false;
  }
}

function endpointUrl(endpoint: string): URL {
  return resolveEndpoint({ region: 'cn-hongkong', network: 'public', endpoint });
}

function isProtected({ protocol }: URL, sandbox: unknown): boolean {
  return protocol === 'https:' || (protocol === 'http:' && sandbox === true);
}

function isSdk(client: unknown): boolean {
  return client === 'sdk' || (isObject(client) && 'sdk' in client);
}

function isAdapter(client: unknown): boolean {
  return isObject(client) && typeof client['call'] === 'function' && typeof client['close'] === 'function';
}

function isProxyUrl(proxy: string): boolean {
  try {
    const { protocol, username, password, pathname, search, hash } = new URL(proxy);
    // The client decodes them: invalid encoding would fail only at the first call.
    decodeURIComponent(username + password);
    return ['http:', 'https:'].includes(protocol) && pathname === '/' && search === '' && hash === '';
  } catch {
    return false;
  }
}
