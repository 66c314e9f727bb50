import { CallbackClient } from './callbacks/callback-client.js';
import { Callbacks } from './callbacks/callbacks.js';
import type { RecordedCallback } from './callbacks/recorded-callback.js';
import { EmulatorClock } from './clock.js';
import { FaultPlan } from './faults/fault-plan.js';
import { Gateway } from './gateway/gateway.js';
import { NonceMemory } from './gateway/nonce-memory.js';
import { Throttle } from './gateway/throttle.js';
import { Ring } from './log/ring.js';
import { operationsOf } from './operations/operations.js';
import type { EmulatorOptions } from './options/options.js';
import { settingsOf } from './options/settings-of.js';
import { pagePath } from './page/page-handler.js';
import type { Randomness } from './randomness/randomness.js';
import { secureRandomness } from './randomness/secure-randomness.js';
import { seededRandomness } from './randomness/seeded-randomness.js';
import { ActionCounters } from './requests/action-counters.js';
import type { RecordedRequest } from './requests/recorded-request.js';
import { RequestRecorder } from './requests/request-recorder.js';
import type { EmulatorSettings } from './settings/settings.js';
import { Journal } from './transactions/journal.js';
import { Videos } from './video/videos.js';
import { VerificationStore } from './transactions/transaction-store.js';
import { VerificationFlow } from './transactions/verification-flow.js';

const DEFAULT_LOG_SIZE = 10_000;
const DEFAULT_BODY_BYTES = 10 * 1024 ** 2;
const DEFAULT_CALLBACK_TIMEOUT_MS = 5000;

/** The parts of an emulator, except for its server. */
export interface EmulatorParts {
  readonly publicUrl: string;
  readonly settings: EmulatorSettings;
  readonly journal: Journal | undefined;
  readonly clock: EmulatorClock;
  readonly store: VerificationStore;
  readonly flow: VerificationFlow;
  readonly callbacks: Callbacks;
  readonly callbackLog: Ring<RecordedCallback>;
  readonly faults: FaultPlan;
  readonly requestLog: Ring<RecordedRequest>;
  readonly counters: ActionCounters;
  readonly videos: Videos;
  readonly gateway: Gateway;
  readonly transactionUrl: (transactionId: string) => string;
}

/** Builds the parts; `url` is where the emulator listens. @throws Error when the state file cannot be used. */
export function partsOf(options: EmulatorOptions, url: string): EmulatorParts {
  const publicUrl = options.publicUrl === undefined ? url : new URL(options.publicUrl).origin;
  const opened = options.stateFile === undefined ? undefined : Journal.open(options.stateFile, options.now);
  const journal = opened?.journal;
  const known = opened?.state;
  const clock = new EmulatorClock(options.now, known?.clockOffsetMs);
  const store = new VerificationStore(clock, journal, known?.transactions.values());
  const settings = settingsOf(options);
  const logSize = options.requestLogSize ?? DEFAULT_LOG_SIZE;
  const callbackLog = new Ring<RecordedCallback>(logSize);
  const callbacks = new Callbacks({
    client: new CallbackClient(options.callbackTimeoutMs ?? DEFAULT_CALLBACK_TIMEOUT_MS),
    log: callbackLog,
    clock,
    settings,
    forwardTo: options.forwardTo,
    print: options.log ?? (() => undefined),
  });
  const shared = {
    publicUrl,
    settings,
    journal,
    clock,
    store,
    callbacks,
    callbackLog,
    flow: new VerificationFlow(store, clock, (transaction, mode) => callbacks.announce(transaction, mode)),
    faults: new FaultPlan(randomnessOf(options, 'faults')),
    requestLog: new Ring<RecordedRequest>(logSize),
    counters: new ActionCounters(),
    videos: new Videos(store, clock, publicUrl),
    transactionUrl: (transactionId: string) => publicUrl + pagePath(transactionId),
  };
  return { ...shared, gateway: gatewayOf(options, shared) };
}

function gatewayOf(options: EmulatorOptions, parts: Omit<EmulatorParts, 'gateway'>): Gateway {
  const { store, clock, settings, transactionUrl, callbacks, faults, videos } = parts;
  const operations = operationsOf({
    store,
    clock,
    random: randomnessOf(options, 'ids'),
    settings,
    transactionUrl,
    videoLink: (transaction) => videos.linkTo(transaction),
    reachable: (callbackUrl) => callbacks.reachable(callbackUrl),
  });
  return new Gateway({
    accessKeys: new Map(options.accessKeys.map((key) => [key.id, key])),
    operations,
    nonces: new NonceMemory(),
    throttle: new Throttle(settings),
    faults,
    recorder: new RequestRecorder(parts.requestLog, parts.counters, clock, (name) => operations.has(name)),
    clock,
    // Not the seeded one: clients refuse a RequestId that they have seen, also from before a restart.
    requestIdRandom: secureRandomness(),
    faultRandom: randomnessOf(options, 'latency'),
    maxBodyBytes: options.maxBodyBytes ?? DEFAULT_BODY_BYTES,
  });
}

function randomnessOf({ seed }: EmulatorOptions, stream: string): Randomness {
  return seed === undefined ? secureRandomness() : seededRandomness(seed, stream);
}
