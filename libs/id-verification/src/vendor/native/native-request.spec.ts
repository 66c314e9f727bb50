import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callWithGenuineClient } from '../../testing/genuine-client.fixture.js';
import { startWireRecorder } from '../../testing/wire-recorder.fixture.js';
import type { CloudauthOperation } from '../../contract/cloudauth-operation.js';
import { staticCredentials } from '../signing-credentials.js';
import { buildNativeRequest } from './native-request.js';

describe('a request beside that of the vendor’s own client', () => {
  let recorder: Awaited<ReturnType<typeof startWireRecorder>>;
  beforeAll(async () => {
    recorder = await startWireRecorder();
  });
  afterAll(() => recorder.stop());

  const initialize = {
    ProductCode: 'FACE_LIVENESS',
    MerchantBizId: 'e0c34a77f5ac40a5aa5e6ed20c35d3a1',
    MerchantUserId: "user+name@example.com (it's *me*)!",
    MetaInfo: '{"deviceType":"ios","ua":"a b+c%20/~é😀\\u0000"}',
    CallbackUrl: 'https://www.example.com/callback?a=1&b=2',
  };
  const checkResult = { MerchantBizId: 'b1', TransactionId: 'hksb7ba1b28130d24e015d6', IsReturnImage: 'N' };

  it.each<{ action: CloudauthOperation; query: Record<string, string>; withForm: boolean }>([
    { action: 'Initialize', query: initialize, withForm: true },
    { action: 'CheckResult', query: checkResult, withForm: false },
    { action: 'KeepaliveIntl', query: {}, withForm: false },
    {
      action: 'DeleteVerifyResult',
      query: { TransactionId: 't', DeleteAfterQuery: 'Y', DeleteType: 'All' },
      withForm: false,
    },
  ])('$action has the same signed headers, signature, parameters and body', async (call) => {
    const credentials = { accessKeyId: 'LTAI-test-id', accessKeySecret: 'test-secret' };
    await callWithGenuineClient(recorder.url, credentials, call);
    const genuine = recorder.requests.at(-1);

    const ours = buildNativeRequest({
      operation: call.action,
      parameters: call.query,
      host: recorder.url.host,
      credentials: staticCredentials(credentials),
      userAgent: 'ours',
      date: new Date(String(genuine?.headers['x-acs-date'])),
      nonce: String(genuine?.headers['x-acs-signature-nonce']),
    });

    expect(ours.headers['authorization']).toBe(genuine?.headers['authorization']);
    expect(decoded(ours.path)).toEqual(decoded(genuine?.url ?? ''));
    expect(ours.body).toBe(genuine?.body);
    expect(ours.headers).toMatchObject(only(genuine?.headers ?? {}, (name) => name.startsWith('x-acs-')));
  });

  it('has the same signature with temporary credentials', async () => {
    const credentials = { accessKeyId: 'STS.id', accessKeySecret: 'secret', securityToken: 'token' };
    await callWithGenuineClient(recorder.url, credentials, {
      action: 'CheckResult',
      query: checkResult,
      withForm: false,
    });
    const genuine = recorder.requests.at(-1);

    const ours = buildNativeRequest({
      operation: 'CheckResult',
      parameters: checkResult,
      host: recorder.url.host,
      credentials: staticCredentials(credentials),
      userAgent: 'ours',
      date: new Date(String(genuine?.headers['x-acs-date'])),
      nonce: String(genuine?.headers['x-acs-signature-nonce']),
    });

    expect(ours.headers['authorization']).toBe(genuine?.headers['authorization']);
  });
});

function decoded(path: string): [string, string][] {
  return [...new URL(path, 'http://host').searchParams].sort(([a], [b]) => (a < b ? -1 : 1));
}

function only(headers: object, keep: (name: string) => boolean): object {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => keep(name)));
}
