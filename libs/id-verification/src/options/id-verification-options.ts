import type { CloudauthClient } from '../contract/cloudauth-client.js';
import type {
  CloudauthCredentials,
  CloudauthCredentialsFactory,
  CloudauthCredentialsProvider,
} from '../contract/credentials.js';
import type { CloudauthNetwork, CloudauthRegion } from '../contract/endpoint.js';

/**
 * A secret with a name. Lists of keys are rings: the first key is used for new values, all of them for values that
 * exist. To rotate, put a new key first and keep the old ones until nothing refers to them any more.
 *
 * @publicApi
 */
export interface NamedKey {
  /** 1 to 32 letters, digits, `_` or `-`; stored beside what the key made, so never reuse it. */
  readonly id: string;
  /** At least 32 characters of randomness, for example from `openssl rand -hex 32`. */
  readonly secret: string;
}

/**
 * How many calls per second the vendor lets one account make in one region, for each operation by itself. Source: the
 * vendor's pages "Server-side API reference" (10 in Hong Kong) and "QPS limits" (50 for FACE_LIVENESS, an older page).
 *
 * @publicApi
 */
export interface QuotaOptions {
  /**
   * A name of your own for the Alibaba Cloud account, 1 to 64 letters, digits, `_`, `.` or `-`. AccessKeys of one account
   * share its limit, so it is not told from them. @default 'default'
   */
  readonly account?: string;
  /** Calls in any second, 1 to 200, for each operation. @default 10 */
  readonly perSecond?: number;
  /**
   * Added to the second in milliseconds, 0 to 1,000: calls whose way to the vendor differs by no more than this never
   * exceed the limit there. Costs its share of the limit: 40 ms are 3.8 %. @default 40
   */
  readonly guardMs?: number;
}

/** @publicApi */
export interface RetryOptions {
  /** How often a call is made at most, 1 to 10. A call that the vendor throttled is repeated beyond that. @default 3 */
  readonly attempts?: number;
  /** The longest pause before the first repetition, doubled with each further one, in milliseconds. @default 200 */
  readonly firstPauseMs?: number;
  /** The longest pause of all, in milliseconds. @default 2000 */
  readonly longestPauseMs?: number;
}

/** @publicApi */
export interface CircuitBreakerOptions {
  /** Opens when more than half of the last so many calls failed, from the time half as many were made. 2 to 1,000. @default 20 */
  readonly calls?: number;
  /** After so many milliseconds one call tries whether the vendor is back, 100 to 600,000. @default 10000 */
  readonly openMs?: number;
}

/**
 * What `IdVerificationModule.forRoot` takes, and what the factory of `forRootAsync` returns.
 *
 * @publicApi
 */
export interface IdVerificationModuleOptions {
  /**
   * What signs requests to the vendor: a key pair, a provider that is asked before every call, such as a `Credential`
   * of `@alicloud/credentials`, or a function that makes a provider. Prefer the function for the vendor's default
   * chain: a provider that failed is thrown away and the next call makes a new one, while the chain itself keeps
   * failing once it has failed.
   */
  readonly credentials: CloudauthCredentials | CloudauthCredentialsProvider | CloudauthCredentialsFactory;

  /** Keys for hashing MerchantUserIds and for recognising a repeated request. */
  readonly hashKeys: readonly NamedKey[];

  /**
   * Where the vendor reports that a person has finished: sent as `CallbackUrl` with every start, together with a
   * token that is bound to the verification. Without it, or for a request that names its own `callbackUrl`,
   * nothing of ours is sent.
   */
  readonly callback?: {
    /** A public https address. The vendor checks that it can be reached before it accepts a start. */
    readonly url: string;
    /** Keys for the callback tokens. */
    readonly keys: readonly NamedKey[];
  };

  /** @default 'cn-hongkong' – the one region that offers `FACE_LIVENESS` */
  readonly region?: CloudauthRegion;

  /** @default 'public' */
  readonly network?: CloudauthNetwork;

  /** A host, `host:port` or origin in place of the region's. Plain http needs `sandbox`. */
  readonly endpoint?: string;

  /**
   * What talks to the vendor. `'native'`: the library's own client. `'sdk'`: the vendor's SDK, the optional peer
   * `@alicloud/cloudauth-intl20220809`; `{ sdk }` gives its module, for bundlers that `require` cannot see into. Or an
   * adapter of your own. @default 'native'
   */
  readonly client?: 'native' | 'sdk' | { readonly sdk: object } | CloudauthClient;

  /** Accepts answers of an emulator. Never set it in production. @default false */
  readonly sandbox?: boolean;

  /**
   * How MerchantUserIds are stored and sent. `'hash'`: as HMAC-SHA256, so that neither database nor vendor learns
   * who it is. `'plain'`: as they are. @default 'hash'
   */
  readonly merchantUserId?: 'hash' | 'plain';

  /** The time that one call of the vendor may take in all, in milliseconds, 100 to 60,000. @default 10000 */
  readonly callTimeoutMs?: number;

  /**
   * The time that a caller waits at most, in milliseconds, 100 to 300,000: for the quota, for the call, and for the call
   * being repeated. @default one and a half times `callTimeoutMs`
   */
  readonly deadlineMs?: number;

  /**
   * The vendor's limit of calls per second, shared through the database by every process that names the same account.
   * False where something else keeps the limit.
   */
  readonly quota?: QuotaOptions | false;

  /** How calls that failed are repeated within the deadline. False: never. */
  readonly retry?: RetryOptions | false;

  /** Stops calling a vendor that fails all the time, so that callers hear of it at once. False: goes on calling. */
  readonly circuitBreaker?: CircuitBreakerOptions | false;

  /**
   * The longest query that is sent, in characters after percent-encoding, 1,000 to 60,000. All parameters travel in
   * the query, MetaInfo among them, and the vendor documents no limit. @default 8000
   */
  readonly maxQueryLength?: number;

  /** How connections are made and kept. With the vendor's SDK, `ca` alone has an effect, and the others are refused. */
  readonly connections?: {
    /** Most connections, and so most calls in flight, 1 to 1,000; further calls wait. @default 64 */
    readonly maxConnections?: number;
    /**
     * How long an idle connection is kept, in milliseconds, 1,000 to 600,000. A shorter `Keep-Alive` announcement of
     * the server's wins. @default 20000
     */
    readonly keepAliveMs?: number;
    /**
     * How many connections are opened at boot, 0 to 1,000: by as many `KeepaliveIntl` calls at once, and so no more than
     * one second of the account's limit has left. @default 0
     */
    readonly warmUp?: number;
    /**
     * Keeps a connection open while nobody calls: after so many milliseconds without a call, 100 to 600,000 and less
     * than `keepAliveMs`, a `KeepaliveIntl` goes out if the account's limit leaves one. The vendor advises about 5,000.
     * Source: the vendor's page "Server-side network latency analysis and optimization". Default: none goes out.
     */
    readonly keepAlivePingMs?: number;
    /** Certificate authorities to trust in place of the system's, in PEM form. */
    readonly ca?: string;
    /**
     * A proxy through which every connection is tunnelled (CONNECT): `http://host:port` or `https://host:port`, with
     * `user:password@` before the host if it asks for that. Proxies of the environment are not looked at.
     */
    readonly proxy?: string;
  };

  /** The work that goes on by itself: verdicts of due verifications, and outcomes on their way to handlers. */
  readonly background?: {
    /** False for a process that only serves requests, while others do the work. @default true */
    readonly enabled?: boolean;
    /** How many verifications one round asks the vendor about, 1 to 100. @default 5 */
    readonly batchSize?: number;
    /** The pause between rounds that found nothing, in milliseconds, 100 to 60,000. @default 1000 */
    readonly pauseMs?: number;
  };

  /** How outcome handlers are called. */
  readonly delivery?: {
    /** After this many failed attempts a delivery is dead, 1 to 100. @default 10 */
    readonly maxAttempts?: number;
    /** The time that a handler has, in milliseconds, 100 to 300,000. @default 30000 */
    readonly timeoutMs?: number;
    /** The pause after the first failed attempt, in milliseconds, doubled with each further one. @default 1000 */
    readonly firstPauseMs?: number;
    /** The longest pause, in milliseconds. @default 3600000 */
    readonly longestPauseMs?: number;
    /** How many handlers run at once; each holds a connection. @default 4 */
    readonly concurrency?: number;
  };

  /**
   * How long a statement of the library may take, in milliseconds, 100 to 600,000. Then its connection is ended, so that
   * a server that is gone without a word holds nothing up. @default 30000
   */
  readonly statementTimeoutMs?: number;

  /**
   * Lets each connection prepare each statement once, which spares the server most of its work with them. Not behind a
   * pooler that gives a connection to somebody else after each transaction, unless it keeps prepared statements, as
   * PgBouncer does from 1.21 with `max_prepared_statements`. @default false
   */
  readonly preparedStatements?: boolean;

  /** Verifications are removed so many days after their end, 1 to 36,500. @default 365 */
  readonly retentionDays?: number;

  /**
   * When the application stops, what is under way has so many milliseconds to come to its end, 0 to 300,000; then calls
   * of the vendor are cut, and the rows that waited for them are left to other processes. @default 15000
   */
  readonly shutdownMs?: number;
}
