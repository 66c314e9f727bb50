import { CloudauthEmulator } from 'cloudauth-emulator';
import {
  IdVerificationError,
  newMerchantBizId,
  VerificationConflictError,
  type IdVerificationModuleOptions,
} from 'nestjs-id-verification';
import { TestClock } from 'nestjs-id-verification/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GatedClient, refusal, success } from '../support/vendor/gated-client.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import type { Host } from '../support/host/host-module.js';
import {
  ACCESS_KEY,
  emulatorOptions,
  HASH_KEY,
  SAFEGUARDS,
  startLibraryHost,
  UNGUARDED,
} from '../support/host/library-host.js';
import { createTestDatabase } from '../support/database/test-database.js';

/** The first delay of a request that waits for the response to another, in milliseconds. */
const FOLLOW_MS = 25;

/** Counts the requests that wait for the response to another, each of which sleeps until the time moves. */
class FollowersClock extends TestClock {
  followers = 0;

  override sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (milliseconds === FOLLOW_MS) this.followers += 1;
    return super.sleep(milliseconds, signal);
  }
}

describe('initialize', () => {
  let emulator: CloudauthEmulator;
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  const hosts: Host[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('start');
    emulator = await CloudauthEmulator.start({ port: 0, accessKeys: [ACCESS_KEY] });
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.close();
  });
  afterAll(async () => {
    await emulator.stop();
    await database.drop();
  });

  async function host(options: Partial<IdVerificationModuleOptions> = {}, clock?: TestClock): Promise<Host> {
    // A clock that stands still, or a client whose calls the test counts.
    const unguarded = clock !== undefined || options.client !== undefined;
    const all = { ...emulatorOptions(emulator.url), ...(unguarded && UNGUARDED), ...options };
    const started = await startLibraryHost(database.url, all, clock && { clock });
    hosts.push(started);
    return started;
  }

  const newRequest = () => ({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() });

  const initializeCalls = (merchantBizId: string) =>
    emulator.requests().filter(({ parameters }) => parameters['MerchantBizId'] === merchantBizId);

  async function row({ dataSource }: Host, merchantBizId: string): Promise<Record<string, unknown>> {
    const rows: Record<string, unknown>[] = await dataSource.query(
      'SELECT * FROM id_verification WHERE merchant_biz_id = $1',
      [merchantBizId],
    );
    expect(rows).toHaveLength(1);
    return rows[0] ?? {};
  }

  it('returns the TransactionId that the vendor issued, and stores a pending row with its expiry', async () => {
    const app = await host();
    const request = newRequest();

    const started = await app.service.initialize(request, { metadata: { orderId: '42' } });

    expect(started).toMatchObject({
      merchantBizId: request.merchantBizId,
      status: 'PENDING',
      replayed: false,
      livemode: false,
    });
    expect(emulator.transactions().map(({ transactionId }) => transactionId)).toContain(
      started.transactionId,
    );
    const { created_at: createdAt, expires_at: expiresAt, ...stored } = await row(app, request.merchantBizId);
    expect(stored).toMatchObject({
      status: 'PENDING',
      transaction_id: started.transactionId,
      metadata: { orderId: '42' },
      lease_token: null,
    });
    expect(started.expiresAt.getTime() - Number(createdAt)).toBe(30 * 60_000);
    expect(Number(expiresAt)).toBeGreaterThanOrEqual(started.expiresAt.getTime());
  });

  it('replays the stored response for the same parameters, without a second vendor call', async () => {
    const app = await host();
    const request = newRequest();

    const first = await app.service.initialize(request);
    const second = await (await host()).service.initialize(request);

    expect(second).toEqual({ ...first, replayed: true });
    expect(initializeCalls(request.merchantBizId)).toHaveLength(1);
  });

  it('rejects other parameters or metadata under the same MerchantBizId as a conflict', async () => {
    const app = await host();
    const request = newRequest();
    await app.service.initialize(request);

    for (const other of [
      { ...request, merchantUserId: 'other' },
      { ...request, sceneCode: 'a' },
    ]) {
      await expect(app.service.initialize(other)).rejects.toMatchObject({
        code: 'parameters_conflict',
        status: 'PENDING',
        httpStatus: 409,
      });
    }
    await expect(app.service.initialize(request, { metadata: { a: 'b' } })).rejects.toBeInstanceOf(
      VerificationConflictError,
    );
    expect(initializeCalls(request.merchantBizId)).toHaveLength(1);
  });

  it('recognizes a repeated request after the hash key is rotated', async () => {
    const request = newRequest();
    const first = await (await host()).service.initialize(request);
    const newKey = { id: 'k2', secret: 'another-hash-key-of-the-tests-0123' };

    const second = await (await host({ hashKeys: [newKey, HASH_KEY] })).service.initialize(request);

    expect(second.transactionId).toBe(first.transactionId);
  });

  it('makes one vendor call and one row for 100 concurrent requests with one MerchantBizId, and returns 100 equal responses', async () => {
    const [one, two] = [await host(), await host()];
    const request = newRequest();

    const responses = await Promise.all(
      Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? one : two).service.initialize(request)),
    );

    expect(
      new Set(responses.map((response) => JSON.stringify({ ...response, replayed: undefined }))).size,
    ).toBe(1);
    expect(responses.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(initializeCalls(request.merchantBizId)).toHaveLength(1);
    await row(one, request.merchantBizId);
  });

  it('stores the row before the vendor call', async () => {
    const client = new GatedClient();
    const app = await host({ client, ...SAFEGUARDS });
    const request = newRequest();
    const starting = app.service.initialize(request);
    const call = await client.nextCall();

    expect(await row(app, request.merchantBizId)).toMatchObject({
      status: 'INITIALIZING',
      transaction_id: null,
    });

    call.response(success(`hks${newMerchantBizId()}`));
    await starting;
  });

  it('changes nothing and returns the stored response when it resumes after another process took over its lease', async () => {
    const clock = new TestClock();
    const [frozen, winner] = [new GatedClient(), new GatedClient()];
    const [frozenApp, winnerApp] = [
      await host({ client: frozen }, clock),
      await host({ client: winner }, clock),
    ];
    const request = newRequest();
    const freezing = frozenApp.service.initialize(request);
    const delayedCall = await frozen.nextCall();
    clock.advance(60_000);
    const winning = winnerApp.service.initialize(request);
    (await winner.nextCall()).response(success('winner'));
    const won = await winning;
    const before = await row(winnerApp, request.merchantBizId);

    delayedCall.response(success('delayed'));

    expect(await freezing).toEqual({ ...won, replayed: true });
    expect(await row(winnerApp, request.merchantBizId)).toEqual(before);
  });

  it('returns the stored response when it resumes with a failure after another process took over', async () => {
    const clock = new TestClock();
    const [frozen, winner] = [new GatedClient(), new GatedClient()];
    const [frozenApp, winnerApp] = [
      await host({ client: frozen }, clock),
      await host({ client: winner }, clock),
    ];
    const request = newRequest();
    const freezing = frozenApp.service.initialize(request);
    const delayedCall = await frozen.nextCall();
    clock.advance(60_000);
    const winning = winnerApp.service.initialize(request);
    (await winner.nextCall()).response(success(`hks${newMerchantBizId()}`));
    const won = await winning;

    delayedCall.response(refusal(400, 'InvalidParameter'));

    expect(await freezing).toEqual({ ...won, replayed: true });
    expect(await row(winnerApp, request.merchantBizId)).toMatchObject({ status: 'PENDING' });
  });

  it('waits for one in flight, and takes over a lease that expired', async () => {
    const clock = new TestClock();
    const [stopped, successor] = [new GatedClient(), new GatedClient()];
    const [stoppedApp, successorApp] = [
      await host({ client: stopped }, clock),
      await host({ client: successor }, clock),
    ];
    const request = newRequest();
    void stoppedApp.service.initialize(request).catch(() => undefined);
    const pending = await stopped.nextCall();
    const following = successorApp.service.initialize(request);
    const moving = setInterval(() => clock.advance(1_000), 5);

    (await successor.nextCall()).response(success(`hks${newMerchantBizId()}`));

    expect(await following).toMatchObject({ replayed: false });
    clearInterval(moving);
    expect(successor.calls).toBe(1);
    pending.response(success(`hks${newMerchantBizId()}`));
  });

  it('stores REJECTED with the vendor’s code after a refusal, and accepts a new request with any parameters', async () => {
    const client = new GatedClient();
    const app = await host({ client });
    const request = newRequest();
    const refused = app.service.initialize(request);
    (await client.nextCall()).response(refusal(400, 'InvalidParameter'));
    await expect(refused).rejects.toMatchObject({
      code: 'parameters_refused',
      vendorCode: 'InvalidParameter',
    });
    expect(await app.service.get(request.merchantBizId)).toMatchObject({
      status: 'REJECTED',
      subCode: 'InvalidParameter',
      reason: 'refused',
    });

    const again = app.service.initialize({ ...request, merchantUserId: 'other' });
    (await client.nextCall()).response(success(`hks${newMerchantBizId()}`));

    expect(await again).toMatchObject({ status: 'PENDING', replayed: false });
    expect(await app.service.get(request.merchantBizId)).toMatchObject({
      status: 'PENDING',
      subCode: undefined,
    });
  });

  it('makes one vendor call for 30 concurrent requests also when the vendor refuses, and rejects each with the reason', async () => {
    const client = new GatedClient();
    const clock = new FollowersClock();
    // The call ends when the test says so, on a slow machine too.
    const app = await host({ client, requestTimeoutMs: 60_000 }, clock);
    const request = newRequest();
    const results = Promise.allSettled(Array.from({ length: 30 }, () => app.service.initialize(request)));
    const call = await client.nextCall();
    await expect.poll(() => clock.followers, { interval: 5, timeout: 60_000 }).toBe(29);

    call.response(refusal(401, 'Forbidden.ExceptionRepeatedInvoke'));
    const moving = setInterval(() => clock.advance(1_000), 5);

    const reasons = (await results).map((result) =>
      result.status === 'rejected' ? result.reason : undefined,
    );
    clearInterval(moving);
    expect(reasons).toEqual(Array(30).fill(expect.objectContaining({ code: 'abnormal_calls' })));
    expect(client.calls).toBe(1);
  });

  it('rejects with a typed error without data when a custom client throws', async () => {
    const client = new GatedClient();
    const app = await host({ client });
    const starting = app.service.initialize(newRequest());
    (await client.nextCall()).fail(new Error('GET https://example.com/?MetaInfo=MARK'));

    const error: unknown = await starting.catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code: 'vendor_unreachable' });
    expect(String(error)).not.toContain('MARK');
  });

  it('can be retried at once after a transient failure, under the same row', async () => {
    const client = new GatedClient();
    const app = await host({ client });
    const request = newRequest();
    const failing = app.service.initialize(request);
    (await client.nextCall()).response(refusal(503, 'ServiceUnavailable'));
    await expect(failing).rejects.toMatchObject({ code: 'vendor_unavailable', retryable: true });
    const { id } = await row(app, request.merchantBizId);

    const again = app.service.initialize(request);
    (await client.nextCall()).response(success(`hks${newMerchantBizId()}`));

    expect(await again).toMatchObject({ status: 'PENDING' });
    expect(await row(app, request.merchantBizId)).toMatchObject({ id, attempts: 0 });
  });

  it('stores no row when it is aborted before the vendor call', async () => {
    const app = await host();
    const request = newRequest();

    const cancelled = app.service.initialize(request, { signal: AbortSignal.abort() });

    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    await expect(app.service.get(request.merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
    expect(initializeCalls(request.merchantBizId)).toHaveLength(0);
  });

  it('stores no row when credentials are unavailable', async () => {
    const credentials = { getCredential: () => Promise.reject(new Error('no role')) };
    const app = await host({ credentials });
    const request = newRequest();

    await expect(app.service.initialize(request)).rejects.toMatchObject({ code: 'credentials_unavailable' });
    await expect(app.service.get(request.merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('stores neither MetaInfo nor the plain user id, and sends the user id as a hash', async () => {
    const app = await host();
    const request = {
      ...newRequest(),
      merchantUserId: 'MARK-user',
      metaInfo: '{"deviceType":"MARK-device"}',
    };

    await app.service.initialize(request);

    expect(JSON.stringify(await row(app, request.merchantBizId))).not.toContain('MARK-');
    const [sent] = initializeCalls(request.merchantBizId);
    expect(sent?.parameters).toMatchObject({ MetaInfo: request.metaInfo, SecurityLevel: '02' });
    expect(sent?.parameters['MerchantUserId']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('sends the callback URL with a token that is bound to the verification', async () => {
    const callback = { url: 'https://example.com/callback', keys: [HASH_KEY] };
    const app = await host({ callback });
    const request = newRequest();

    await app.service.initialize(request);

    const { id } = await row(app, request.merchantBizId);
    const [sent] = initializeCalls(request.merchantBizId);
    expect(sent?.parameters['CallbackUrl']).toBe(callback.url);
    expect(sent?.parameters['CallbackToken']).toMatch(
      new RegExp(`^${String(id).replaceAll('-', '')}[0-9a-f]{32}$`),
    );
  });

  it('keeps the caller’s own callback URL, and rejects a token without one', async () => {
    const app = await host({ callback: { url: 'https://example.com/callback', keys: [HASH_KEY] } });
    const request = { ...newRequest(), callbackUrl: 'https://example.org/mine', callbackToken: 'mine' };

    await app.service.initialize(request);

    expect(initializeCalls(request.merchantBizId)[0]?.parameters).toMatchObject({
      CallbackUrl: 'https://example.org/mine',
      CallbackToken: 'mine',
    });
    await expect(app.service.initialize({ ...newRequest(), callbackToken: 'mine' })).rejects.toMatchObject({
      errors: [{ field: 'callbackToken', rule: 'needsCallbackUrl' }],
    });
  });

  it('sends extra parameters, and rejects invalid metadata', async () => {
    const app = await host();
    const request = {
      ...newRequest(),
      extraParameters: { DocType: '01000000', UseNFC: 'N' },
    };

    await app.service.initialize(request);

    expect(initializeCalls(request.merchantBizId)[0]?.parameters).toMatchObject(request.extraParameters);
    for (const metadata of [{ a: 1 }, { 'a b': 'c' }, { a: 'x'.repeat(501) }, { a: '\0' }, []]) {
      await expect(
        app.service.initialize(newRequest(), { metadata: metadata as never }),
      ).rejects.toMatchObject({ code: 'invalid_request' });
    }
  });

  it('rejects a query that is too long before anything is stored or sent', async () => {
    const app = await host();
    const request = { ...newRequest(), metaInfo: JSON.stringify({ ua: 'x'.repeat(8_000) }) };

    await expect(app.service.initialize(request)).rejects.toMatchObject({
      errors: [{ field: 'metaInfo', rule: 'maxQueryLength' }],
    });
    await expect(app.service.get(request.merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
    expect(initializeCalls(request.merchantBizId)).toHaveLength(0);
  });

  it('rejects an emulator’s response outside the sandbox', async () => {
    const client = new GatedClient();
    const app = await host({ client, sandbox: false, endpoint: 'https://example.com' });
    const request = newRequest();
    const starting = app.service.initialize(request);
    (await client.nextCall()).response({ ...success('emulated'), headers: { 'x-cloudauth-emulator': '1' } });

    await expect(starting).rejects.toBeInstanceOf(IdVerificationError);
    await expect(starting).rejects.toMatchObject({ code: 'sandbox_response' });
  });
});
