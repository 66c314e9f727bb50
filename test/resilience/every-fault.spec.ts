import { CloudauthEmulator, type FaultEffect } from 'cloudauth-emulator';
import {
  createCloudauthClient,
  IdVerificationError,
  type ClientOptions,
  type CloudauthClient,
  type CloudauthOperation,
  type IdVerificationErrorCode,
  type IdVerificationModuleOptions,
} from 'nestjs-id-verification';
import { TestClock } from 'nestjs-id-verification/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newRequest } from '../support/conformance/request.js';
import { failureOf } from '../support/vendor/client-failure.js';
import { freePort } from '../support/http/free-port.js';
import type { Host } from '../support/host/host-module.js';
import { ACCESS_KEY, emulatorOptions, startLibraryHost, UNGUARDED } from '../support/host/library-host.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

const ATTEMPTS = 3;
const CALL_TIMEOUT_MS = 10_000;
const DEADLINE_MS = 50_000;
/** Longer than any backoff delay. */
const WORKER_DELAY_MS = 60_000;

/** The real duration of a hanging call, which counts as its whole timeout on the clock. */
const HANG_MS = 50;

/** How often a call that always fails with the fault is made. */
type Calls = 'once' | 'every attempt' | 'until the deadline';

interface Row {
  readonly what: string;
  readonly fault: FaultEffect;
  readonly code: IdVerificationErrorCode;
  readonly vendorHttpStatus?: number;
  /** `Initialize`, which creates something on every request. */
  readonly initialize: Calls;
  /** `CheckResult`, which only reads. */
  readonly check: Calls;
}

const refused = { initialize: 'once', check: 'once' } as const;
const notDone = { initialize: 'every attempt', check: 'every attempt' } as const;
const lost = { initialize: 'once', check: 'every attempt' } as const;
const throttled = { initialize: 'until the deadline', check: 'until the deadline' } as const;

function vendorCode(code: string, httpStatus?: number): FaultEffect {
  return { kind: 'vendorCode', code, ...(httpStatus !== undefined && { httpStatus }) };
}

function raw(status: number, body: string): FaultEffect {
  return { kind: 'rawResponse', status, body, contentType: 'text/html' };
}

const HANGING: ReadonlySet<string> = new Set<FaultEffect['kind']>(['hang', 'dripBody']);

const ROWS: readonly Row[] = [
  {
    what: 'a 400 for a parameter',
    fault: vendorCode('InvalidParameter'),
    code: 'parameters_refused',
    vendorHttpStatus: 400,
    ...refused,
  },
  {
    what: 'a 400 for the signature',
    fault: vendorCode('SignatureDoesNotMatch'),
    code: 'signature_refused',
    ...refused,
  },
  {
    what: 'a 400 for the clock',
    fault: vendorCode('InvalidTimeStamp.Expired'),
    code: 'signature_refused',
    ...refused,
  },
  {
    what: 'a 401 for abnormal calls',
    fault: vendorCode('Forbidden.ExceptionRepeatedInvoke'),
    code: 'abnormal_calls',
    vendorHttpStatus: 401,
    ...refused,
  },
  {
    what: 'a 403 for the permission',
    fault: vendorCode('Forbidden.RAMUserAccessDenied'),
    code: 'permission_denied',
    vendorHttpStatus: 403,
    ...refused,
  },
  {
    what: 'a 403 for the account',
    fault: vendorCode('Forbidden.AccountAccessDenied'),
    code: 'account_denied',
    vendorHttpStatus: 403,
    ...refused,
  },
  {
    what: 'an unknown code',
    fault: vendorCode('Forbidden.NeverHeardOf', 403),
    code: 'vendor_refused',
    vendorHttpStatus: 403,
    ...refused,
  },
  {
    what: 'a 500',
    fault: vendorCode('InternalError'),
    code: 'vendor_failed',
    vendorHttpStatus: 500,
    ...notDone,
  },
  {
    what: 'a 503',
    fault: vendorCode('ServiceUnavailable'),
    code: 'vendor_unavailable',
    vendorHttpStatus: 503,
    ...notDone,
  },
  {
    what: 'throttling of the operation, by 403',
    fault: { kind: 'throttling', retryAfterMs: 5_000 },
    code: 'throttled',
    vendorHttpStatus: 403,
    ...throttled,
  },
  {
    what: 'throttling of the account, by 400',
    fault: { kind: 'throttling', code: 'Throttling.User', retryAfterMs: 5_000 },
    code: 'throttled',
    vendorHttpStatus: 400,
    ...throttled,
  },
  {
    what: 'throttling that lasts beyond the deadline',
    fault: { kind: 'throttling', retryAfterMs: DEADLINE_MS },
    code: 'throttled',
    ...refused,
  },
  { what: 'no response in time', fault: { kind: 'hang' }, code: 'vendor_timeout', ...lost },
  {
    what: 'a response that arrives byte by byte',
    fault: { kind: 'dripBody', bytes: 1, intervalMs: 50 },
    code: 'vendor_timeout',
    ...lost,
  },
  {
    what: 'a reset in place of the response',
    fault: { kind: 'resetBeforeResponse' },
    code: 'vendor_unreachable',
    ...lost,
  },
  {
    what: 'a reset after the work was done',
    fault: { kind: 'loseResponse' },
    code: 'vendor_unreachable',
    ...lost,
  },
  { what: 'a reset in the response', fault: { kind: 'resetInBody' }, code: 'vendor_unreachable', ...lost },
  { what: 'half a response', fault: { kind: 'cutBody' }, code: 'vendor_unreachable', ...lost },
  {
    what: 'a 502 that is a page of HTML',
    fault: raw(502, '<h1>Bad Gateway</h1>'),
    code: 'vendor_response_unreadable',
    vendorHttpStatus: 502,
    ...lost,
  },
  {
    what: 'a 200 that is a page of HTML',
    fault: raw(200, '<h1>Welcome</h1>'),
    code: 'vendor_response_unreadable',
    ...lost,
  },
  {
    what: 'a redirect',
    fault: { kind: 'redirect' },
    code: 'vendor_response_unreadable',
    vendorHttpStatus: 302,
    ...lost,
  },
  {
    what: 'a 431 without a body',
    fault: raw(431, ''),
    code: 'vendor_refused',
    vendorHttpStatus: 431,
    ...refused,
  },
  {
    what: 'a 200 that refuses',
    fault: { kind: 'okWithCode', code: 'InvalidParameter' },
    code: 'parameters_refused',
    vendorHttpStatus: 200,
    ...refused,
  },
];

/** Backoff delays take no real time; poll intervals of workers never end. */
class AttemptsClock extends TestClock {
  override sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const slept = super.sleep(milliseconds, signal);
    if (milliseconds < WORKER_DELAY_MS) this.advance(milliseconds);
    return slept;
  }
}

describe('a permanent vendor fault', () => {
  const clock = new AttemptsClock();
  const calls: CloudauthOperation[] = [];
  let database: TestDatabase;
  let emulator: CloudauthEmulator;
  let host: Host;
  const hosts: Host[] = [];

  /** The native client, whose hanging calls take their whole timeout on the clock. */
  function client(options: Partial<ClientOptions>): CloudauthClient {
    const native = createCloudauthClient({
      credentials: { accessKeyId: ACCESS_KEY.id, accessKeySecret: ACCESS_KEY.secret },
      endpoint: emulator.url,
      sandbox: true,
      ...options,
    });
    return {
      close: () => native.close(),
      async call(operation, parameters, { timeoutMs, signal }) {
        calls.push(operation);
        const isHanging = emulator.faults().some(({ fault }) => HANGING.has(fault.kind));
        try {
          return await native.call(operation, parameters, {
            timeoutMs: isHanging ? HANG_MS : timeoutMs,
            signal,
          });
        } catch (error) {
          if (error instanceof IdVerificationError && error.code === 'vendor_timeout')
            clock.advance(timeoutMs);
          throw error;
        }
      },
    };
  }

  async function hostWith(options: Partial<ClientOptions>): Promise<Host> {
    const settings: IdVerificationModuleOptions = {
      ...emulatorOptions(emulator.url),
      ...UNGUARDED,
      workers: { enabled: false, pollIntervalMs: WORKER_DELAY_MS },
      client: client(options),
      requestTimeoutMs: CALL_TIMEOUT_MS,
      deadlineMs: DEADLINE_MS,
      retry: { maxAttempts: ATTEMPTS, initialDelayMs: 20, maxDelayMs: 50 },
      ...options,
    };
    const started = await startLibraryHost(database.url, settings, { clock });
    hosts.push(started);
    return started;
  }

  beforeAll(async () => {
    database = await createTestDatabase('every_fault');
    emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY] });
    host = await hostWith({});
  });
  afterAll(async () => {
    for (const one of hosts) await one.close();
    await emulator.stop();
    await database.drop();
  });

  /** The error of a call, and its duration on the clock. */
  async function timed(call: Promise<unknown>): Promise<{ error: IdVerificationError; ms: number }> {
    const began = clock.now().getTime();
    const error = await failureOf(call);
    return { error, ms: clock.now().getTime() - began };
  }

  /** Maps a number of calls to its name. */
  function named(calls: number): Calls | number {
    if (calls === 1) return 'once';
    if (calls > ATTEMPTS) return 'until the deadline';
    return calls === ATTEMPTS ? 'every attempt' : calls;
  }

  it.each(ROWS)('$what: makes the Initialize call $initialize, CheckResult $check', async (row) => {
    const pending = newRequest();
    await host.service.initialize(pending);

    for (const [action, expected, call] of [
      ['Initialize', row.initialize, () => host.service.initialize(newRequest())],
      ['CheckResult', row.check, () => host.service.check(pending.merchantBizId)],
    ] as const) {
      calls.length = 0;
      emulator.inject({ ...row.fault, action, times: 'forever' });

      const { error, ms } = await timed(call());

      emulator.clearFaults();
      expect(error).toBeInstanceOf(IdVerificationError);
      const { code, vendorHttpStatus = error.vendorHttpStatus } = row;
      expect(error).toMatchObject({ code, vendorHttpStatus });
      expect(ms).toBeLessThanOrEqual(DEADLINE_MS);
      expect(named(calls.length)).toBe(expected);
    }
  });

  it('a closed port: rejects with vendor_unreachable after every attempt', async () => {
    const away = await hostWith({ endpoint: `http://127.0.0.1:${await freePort()}` });

    const { error, ms } = await timed(away.service.initialize(newRequest()));

    expect(error).toMatchObject({ code: 'vendor_unreachable', nothingSent: true });
    expect(error.message).toContain('ECONNREFUSED');
    expect(ms).toBeLessThanOrEqual(DEADLINE_MS);
  });

  it('a host name that does not exist: rejects with vendor_unreachable, and nothing was sent', async () => {
    const nowhere = await hostWith({ endpoint: 'http://vendor.invalid' });

    const { error, ms } = await timed(nowhere.service.initialize(newRequest()));

    // A resolver that does not respond uses up the call's timeout.
    expect(['vendor_unreachable', 'vendor_timeout']).toContain(error.code);
    expect(error.nothingSent || error.code === 'vendor_timeout').toBe(true);
    expect(ms).toBeLessThanOrEqual(DEADLINE_MS);
  });

  it('no credentials: calls the provider at every attempt, and never the vendor', async () => {
    let providerCalls = 0;
    const keyless = await hostWith({
      credentials: {
        async getCredential() {
          providerCalls += 1;
          throw new Error('no role');
        },
      },
    });
    const before = emulator.requests().length;

    const { error, ms } = await timed(keyless.service.initialize(newRequest()));

    expect(error.code).toBe('credentials_unavailable');
    expect(providerCalls).toBe(ATTEMPTS);
    expect(emulator.requests()).toHaveLength(before);
    expect(ms).toBeLessThanOrEqual(DEADLINE_MS);
  });
});
