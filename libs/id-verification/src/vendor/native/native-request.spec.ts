import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callWithGenuineClient } from '../fixtures/genuine-client.fixture.js';
import { startWireRecorder } from '../fixtures/wire-recorder.fixture.js';
import type { CloudauthOperation } from '../../contract/cloudauth-operation.js';
import { staticCredentials } from '../signing-credentials.js';
import { buildNativeRequest } from './native-request.js';

describe('a request beside that of the vendor’s own client', () => {
  let recorder: Awaited<ReturnType<typeof startWireRecorder>>;
  beforeAll(async () => {
    recorder = await startWireRecorder();
  });
  afterAll(() => recorder.stop());

  /**
   * The vendor's operations with the parameters that its SDK 3.21.2 sends in a form, also when there are none; undefined
   * for an operation without a form.
   */
  const forms: Readonly<Record<CloudauthOperation, readonly string[] | undefined>> = {
    Initialize: ['FacePictureBase64'],
    InitializeV2: ['FacePictureBase64', 'TargetFacePicture'],
    CheckResult: undefined,
    CheckVerifyLog: ['MerchantBizId', 'TransactionId'],
    DeleteVerifyResult: undefined,
    KeepaliveIntl: undefined,
  };
  const operations = Object.keys(forms) as CloudauthOperation[];
  const text = fc.oneof(
    fc.constantFrom(
      "(it's *me*)!",
      '{"deviceType":"ios","ua":"a b+c%20/~é😀\\u0000"}',
      'a=1&b=2?#',
      'QUJD+/==',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  );

  /** A call whose parameters are anything, in each of their places. */
  const requests = fc
    .record({
      action: fc.constantFrom(...operations),
      values: fc.dictionary(fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,12}$/), text, { maxKeys: 8 }),
      picture: text,
    })
    .map(({ action, values, picture }) => {
      const names = forms[action];
      return {
        action,
        query: action === 'KeepaliveIntl' ? {} : values,
        ...(names && { form: Object.fromEntries(names.map((name) => [name, picture])) }),
      };
    });

  interface Call {
    readonly action: CloudauthOperation;
    readonly query: Record<string, string>;
    readonly form?: Record<string, string>;
  }

  /** Each operation without parameters, and with one in each place. */
  const fixed = operations.flatMap((action): [Call][] => {
    const names = forms[action];
    const filled = Object.fromEntries((names ?? []).map((name) => [name, "QUJD+/== it's (*)!"]));
    const query = action === 'KeepaliveIntl' ? {} : { MetaInfo: '{"ua":"a b+c%20/~é😀"}' };
    return [
      [{ action, query: {}, ...(names && { form: {} }) }],
      [{ action, query, ...(names && { form: filled }) }],
    ];
  });

  it.each([
    { accessKeyId: 'LTAI-test-id', accessKeySecret: 'test-secret' },
    { accessKeyId: 'STS.id', accessKeySecret: 'secret', securityToken: 'token' },
  ])(
    'has the same signed headers, signature, parameters and body bytes, signed by $accessKeyId',
    async (key) => {
      await fc.assert(
        fc.asyncProperty(requests, async ({ action, query, form }) => {
          const call = { action, query, ...(form && { form }) };
          await callWithGenuineClient(recorder.url, key, call);
          const genuine = recorder.requests.at(-1);
          const ours = buildNativeRequest({
            operation: action,
            parameters: { ...query, ...form },
            host: recorder.url.host,
            credentials: staticCredentials(key),
            userAgent: 'ours',
            date: new Date(String(genuine?.headers['x-acs-date'])),
            nonce: String(genuine?.headers['x-acs-signature-nonce']),
          });

          expect(ours.headers['authorization']).toBe(genuine?.headers['authorization']);
          expect(decoded(ours.path)).toEqual(decoded(genuine?.url ?? ''));
          expect(ours.body).toBe(genuine?.body);
          // A proxy may change them.
          expect(ours.headers['authorization']).not.toMatch(/accept|user-agent/);
          expect(ours.headers).toMatchObject(
            only(genuine?.headers ?? {}, (name) => name.startsWith('x-acs-')),
          );
        }),
        { numRuns: 30 + fixed.length, examples: fixed },
      );
    },
  );
});

function decoded(path: string): [string, string][] {
  return [...new URL(path, 'http://host').searchParams].sort(([a], [b]) => (a < b ? -1 : 1));
}

function only(headers: object, keep: (name: string) => boolean): object {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => keep(name)));
}
