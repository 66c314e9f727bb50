import type { CloudauthClient } from '../contract/cloudauth-client.js';
import type { CloudauthParameters } from '../contract/cloudauth-operation.js';
import { IdVerificationError } from '../errors/id-verification.error.js';

/** What the contract uses of a `CloudauthEmulator`, which the library does not depend on. */
interface Emulator {
  inject(fault: { kind: 'hang' } | { kind: 'resetBeforeResponse' } | RawResponse): unknown;
  requests(): readonly { readonly parameters: Readonly<Record<string, unknown>> }[];
}

interface RawResponse {
  readonly kind: 'rawResponse';
  readonly status: number;
  readonly body: string;
}

/** The client under test, and the emulator that it calls. A new pair for each rule. */
export interface ClientContractSubject {
  readonly client: CloudauthClient;
  readonly emulator: Emulator;
}

/**
 * One rule that a vendor client must keep.
 *
 * @publicApi
 */
export interface ClientContractRule {
  readonly rule: string;
  /** Rejects with an Error that says what is wrong. */
  verify(subject: ClientContractSubject): Promise<void>;
}

const USER = 'customer +%&=é😀';
const PARAMETERS: CloudauthParameters = {
  ProductCode: 'FACE_LIVENESS',
  MerchantBizId: 'a1b2c3',
  MetaInfo: '{"deviceType":"h5"}',
  MerchantUserId: USER,
};

function initialize(
  { client }: ClientContractSubject,
  limits: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
) {
  return client.call('Initialize', PARAMETERS, { timeoutMs: 20_000, ...limits });
}

function assert(holds: boolean, problem: string): asserts holds {
  if (!holds) throw new Error(problem);
}

/** Runs a call that must fail with one of these codes, and reveal nothing. */
async function assertFails(call: Promise<unknown>, ...codes: string[]): Promise<void> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert(
    error instanceof IdVerificationError,
    `it must reject with an IdVerificationError (${codes.join(', ')})`,
  );
  assert(codes.includes(error.code), `the code must be ${codes.join(' or ')}, and is ${error.code}`);
  const text = `${error.message} ${JSON.stringify(error)}`;
  assert(
    !text.includes(USER) && !text.includes('://'),
    'the error must name no parameter’s value and no URL',
  );
}

/**
 * The rules of {@link CloudauthClient}, for the tests of an own client in any test runner.
 *
 * @example
 * it.each(CLIENT_CONTRACT)('$rule', async ({ verify }) => {
 *   const emulator = await CloudauthEmulator.start({ accessKeys: [{ id: 'test', secret: 'test' }] });
 *   await verify({ emulator, client: new OwnClient(emulator.url) }).finally(() => emulator.stop());
 * });
 *
 * @publicApi
 */
export const CLIENT_CONTRACT: readonly ClientContractRule[] = [
  {
    rule: 'returns status, headers in lower case, and the body as an object',
    async verify(subject) {
      const { httpStatus, headers, body } = await initialize(subject);
      assert(httpStatus === 200, `the status must be 200, and is ${httpStatus}`);
      assert(
        Object.keys(headers).every((name) => name === name.toLowerCase()),
        'header names must be lower case',
      );
      assert(body?.['Code'] === 'Success', 'the body must be the JSON object of the response');
    },
  },
  {
    rule: 'sends parameters unchanged',
    async verify(subject) {
      await initialize(subject);
      const sent = subject.emulator.requests().at(-1)?.parameters ?? {};
      const changed = Object.entries(PARAMETERS).filter(([name, value]) => sent[name] !== value);
      assert(changed.length === 0, `parameters arrive changed: ${changed.map(([name]) => name).join(', ')}`);
    },
  },
  {
    rule: 'returns a refusal as a response, after one request',
    async verify(subject) {
      subject.emulator.inject({ kind: 'rawResponse', status: 503, body: '{"Code":"ServiceUnavailable"}' });
      const { httpStatus, body } = await initialize(subject);
      assert(
        httpStatus === 503 && body?.['Code'] === 'ServiceUnavailable',
        'status and body must be the vendor’s',
      );
      const { length } = subject.emulator.requests();
      assert(length === 1, `one call must be one request, and was ${length}`);
    },
  },
  {
    rule: 'returns no body where it is no JSON object',
    async verify(subject) {
      subject.emulator.inject({ kind: 'rawResponse', status: 502, body: '<html>' });
      const { httpStatus, body } = await initialize(subject);
      assert(httpStatus === 502 && body === undefined, 'the status must be 502 and the body undefined');
    },
  },
  {
    rule: 'times out after timeoutMs',
    async verify(subject) {
      subject.emulator.inject({ kind: 'hang' });
      await assertFails(initialize(subject, { timeoutMs: 200 }), 'vendor_timeout');
    },
  },
  {
    rule: 'is aborted by the signal',
    async verify(subject) {
      subject.emulator.inject({ kind: 'hang' });
      await assertFails(initialize(subject, { signal: AbortSignal.abort() }), 'aborted');
    },
  },
  {
    rule: 'reports a lost connection',
    async verify(subject) {
      subject.emulator.inject({ kind: 'resetBeforeResponse' });
      await assertFails(initialize(subject), 'vendor_unreachable');
    },
  },
];
