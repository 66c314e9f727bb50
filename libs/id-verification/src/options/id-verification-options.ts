import type { CloudauthClient } from '../cloudauth/cloudauth-client.js';
import type { CloudauthCredentials } from '../cloudauth/credentials.js';
import type { CloudauthNetwork, CloudauthRegion } from '../cloudauth/endpoint.js';

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
 * What `IdVerificationModule.forRoot` takes, and what the factory of `forRootAsync` returns.
 *
 * @publicApi
 */
export interface IdVerificationModuleOptions {
  /** The key pair that signs requests to the vendor. */
  readonly credentials: CloudauthCredentials;

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

  /** `'native'`, or an adapter of your own. @default 'native' */
  readonly client?: 'native' | CloudauthClient;

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
   * The longest query that is sent, in characters after percent-encoding, 1,000 to 60,000. All parameters travel in
   * the query, MetaInfo among them, and the vendor documents no limit. @default 8000
   */
  readonly maxQueryLength?: number;

  /** How the native client keeps its connections. */
  readonly connections?: {
    /** Most connections, 1 to 1,000. @default 64 */
    readonly maxConnections?: number;
    /** How long an idle connection is kept, in milliseconds, 1,000 to 600,000. @default 20000 */
    readonly keepAliveMs?: number;
    /** Certificate authorities to trust in place of the system's, in PEM form. */
    readonly ca?: string;
  };
}
