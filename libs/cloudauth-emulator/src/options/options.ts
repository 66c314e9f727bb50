import type { AccessKey } from '../gateway/access-key.js';
import type { EmulatorSettings } from '../settings/settings.js';

/** Settings that may be omitted or undefined. */
type OptionalSettings = { readonly [name in keyof EmulatorSettings]?: EmulatorSettings[name] | undefined };

/** The options of an emulator. Those of {@link EmulatorSettings} can be changed later. */
export interface EmulatorOptions extends OptionalSettings {
  /** The accepted keys; at least one. */
  readonly accessKeys: readonly AccessKey[];
  /** 0, the default, takes any free port. */
  readonly port?: number | undefined;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** How others reach the emulator, for TransactionUrl; its host is allowed to use page and control. Default: {@link host} and port. */
  readonly publicUrl?: string | undefined;
  /** The file in which transactions persist. Default: none. */
  readonly stateFile?: string | undefined;
  /** The origin to which callbacks for public addresses are forwarded. Default: only loopback addresses are called. */
  readonly forwardTo?: string | undefined;
  /** Makes TransactionIds and random decisions repeatable. Default: unpredictable. */
  readonly seed?: number | undefined;
  /** The wall clock, in milliseconds since 1970: signatures are checked and responses dated by it. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** The time after which idle connections are closed. Default 25,000, which the vendor announces. */
  readonly keepAliveTimeoutMs?: number | undefined;
  /** Whether responses announce it in `Keep-Alive: timeout=…` (whole seconds). Default true. */
  readonly announceKeepAlive?: boolean | undefined;
  /** How many requests, and how many callbacks, are remembered. Default 10,000. */
  readonly requestLogSize?: number | undefined;
  /** Longest body. Default 10 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** Longest request line and headers. Default 16 KiB; beyond it the response is 431. The vendor's limit is not known. */
  readonly maxHeadBytes?: number | undefined;
  /** The timeout of a callback. Default 5,000. */
  readonly callbackTimeoutMs?: number | undefined;
  /** Called with one line per notable event, without personal data and secrets. Default: no log. */
  readonly log?: ((line: string) => void) | undefined;
}
