import type { AccessKey } from '../gateway/access-key.js';
import type { EmulatorSettings } from '../settings/settings.js';

/** Settings that may be left out, or be undefined. */
type OptionalSettings = { readonly [name in keyof EmulatorSettings]?: EmulatorSettings[name] | undefined };

/** How an emulator is started. Everything of {@link EmulatorSettings} can be given here and changed later. */
export interface EmulatorOptions extends OptionalSettings {
  /** Keys that are accepted; at least one. */
  readonly accessKeys: readonly AccessKey[];
  /** 0, the default, takes any free port. */
  readonly port?: number | undefined;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** How others reach the emulator, for TransactionUrl; its host is allowed to use page and control. Default: {@link host} and port. */
  readonly publicUrl?: string | undefined;
  /** Where transactions outlive the process. Default: nowhere. */
  readonly stateFile?: string | undefined;
  /** An origin that gets the callbacks meant for public addresses. Without it, only loopback addresses are called. */
  readonly forwardTo?: string | undefined;
  /** Makes ids and chances repeatable. Default: they cannot be foreseen. */
  readonly seed?: number | undefined;
  /** The wall clock, in milliseconds since 1970: signatures are checked and responses dated by it. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** Idle connections are closed after so long. Default 25,000, which the vendor announces. */
  readonly keepAliveTimeoutMs?: number | undefined;
  /** Whether responses announce it in `Keep-Alive: timeout=…` (whole seconds). Default true. */
  readonly announceKeepAlive?: boolean | undefined;
  /** How many requests, and how many callbacks, are remembered. Default 10,000. */
  readonly requestLogSize?: number | undefined;
  /** Longest body. Default 10 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** Longest request line and headers. Default 16 KiB; beyond it the response is 431. The vendor's limit is not known. */
  readonly maxHeadBytes?: number | undefined;
  /** How long a callback may take. Default 5,000. */
  readonly callbackTimeoutMs?: number | undefined;
  /** Gets one line per notable event; never anything personal or secret. Default: nothing is logged. */
  readonly log?: ((line: string) => void) | undefined;
}
