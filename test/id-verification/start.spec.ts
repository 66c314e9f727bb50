import { CloudauthEmulator } from 'cloudauth-emulator';
import {
  IdVerificationError,
  newMerchantBizId,
  VerificationConflictError,
  type IdVerificationModuleOptions,
} from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GatedClient, refusal, success } from '../support/gated-client.js';
import { MINIMAL_REQUEST } from '../support/initialize-parameter-cases.js';
import {
  ACCESS_KEY,
  emulatorOptions,
  HASH_KEY,
  startLibraryHost,
  type LibraryHost,
} from '../support/library-host.js';
import { ManualClock } from '../support/manual-clock.js';
import { createTestDatabase } from '../support/test-database.js';

describe('a start', () => {
  let emulator: CloudauthEmulator;
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  const hosts: LibraryHost[] = [];

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

  async function host(
    options: Partial<IdVerificationModuleOptions> = {},
    clock?: ManualClock,
  ): Promise<LibraryHost> {
    const all = { ...emulatorOptions(emulator.url), ...options };
    const started = await startLibraryHost(database.url, all, clock && { clock });
    hosts.push(started);
    return started;
  }

  const newRequest = () => ({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() });

  const initializeCalls = (merchantBizId: string) =>
    emulator.requests().filter(({ parameters }) => parameters['MerchantBizId'] === merchantBizId);

  async function row({ dataSource }: LibraryHost, merchantBizId: string): Promise<Record<string, unknown>> {
    const rows: Record<string, unknown>[] = await dataSource.query(
      'SELECT * FROM id_verification WHERE merchant_biz_id = $1',
      [merchantBizId],
    );
    expect(rows).toHaveLength(1);
    return rows[0] ?? {};
  }

  it('gives a TransactionId that the vendor issued, with the row pending and its expiry on record', async () => {
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

  it('again with the same parameters gives the same response, without a second vendor call', async () => {
    const app = await host();
    const request = newRequest();

    const first = await app.service.initialize(request);
    const second = await (await host()).service.initialize(request);

    expect(second).toEqual({ ...first, replayed: true });
    expect(initializeCalls(request.merchantBizId)).toHaveLength(1);
  });

  it('again with other parameters or metadata is a conflict that says so', async () => {
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

  it('again after the hash key was rotated is still the same request', async () => {
    const request = newRequest();
    const first = await (await host()).service.initialize(request);
    const newKey = { id: 'k2', secret: 'another-hash-key-of-the-tests-0123' };

    const second = await (await host({ hashKeys: [newKey, HASH_KEY] })).service.initialize(request);

    expect(second.transactionId).toBe(first.transactionId);
  });

  it('100 times at once with one MerchantBizId is one vendor call, one row and 100 equal answers', async () => {
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

  it('is stored before the vendor hears of it', async () => {
    const client = new GatedClient();
    const app = await host({ client });
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

  it('that froze during its vendor call and wakes after another took over changes nothing and gives the winner’s answer', async () => {
    const clock = new ManualClock();
    const [frozen, winner] = [new GatedClient(), new GatedClient()];
    const [frozenApp, winnerApp] = [
      await host({ client: frozen }, clock),
      await host({ client: winner }, clock),
    ];
    const request = newRequest();
    const freezing = frozenApp.service.initialize(request);
    const lateCall = await frozen.nextCall();
    clock.advance(60_000);
    const winning = winnerApp.service.initialize(request);
    (await winner.nextCall()).response(success('winner'));
    const won = await winning;
    const before = await row(winnerApp, request.merchantBizId);

    lateCall.response(success('latecomer'));

    expect(await freezing).toEqual({ ...won, replayed: true });
    expect(await row(winnerApp, request.merchantBizId)).toEqual(before);
  });

  it('that froze and wakes with a failure gives the winner’s answer too', async () => {
    const clock = new ManualClock();
    const [frozen, winner] = [new GatedClient(), new GatedClient()];
    const [frozenApp, winnerApp] = [
      await host({ client: frozen }, clock),
      await host({ client: winner }, clock),
    ];
    const request = newRequest();
    const freezing = frozenApp.service.initialize(request);
    const lateCall = await frozen.nextCall();
    clock.advance(60_000);
    const winning = winnerApp.service.initialize(request);
    (await winner.nextCall()).response(success(`hks${newMerchantBizId()}`));
    const won = await winning;

    lateCall.response(refusal(400, 'InvalidParameter'));

    expect(await freezing).toEqual({ ...won, replayed: true });
    expect(await row(winnerApp, request.merchantBizId)).toMatchObject({ status: 'PENDING' });
  });

  it('follows another that is under way, and takes over when that one’s lease runs out', async () => {
    const clock = new ManualClock();
    const [deadLettered, heir] = [new GatedClient(), new GatedClient()];
    const [deadApp, heirApp] = [
      await host({ client: deadLettered }, clock),
      await host({ client: heir }, clock),
    ];
    const request = newRequest();
    void deadApp.service.initialize(request).catch(() => undefined);
    await deadLettered.nextCall();
    const following = heirApp.service.initialize(request);
    const moving = setInterval(() => clock.advance(1_000), 5);

    (await heir.nextCall()).response(success(`hks${newMerchantBizId()}`));

    expect(await following).toMatchObject({ replayed: false });
    clearInterval(moving);
    expect(heir.calls).toBe(1);
  });

  it('that the vendor refused is rejected with its code, and may be started anew with any parameters', async () => {
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

  it('30 times at once is one vendor call also when the vendor refuses, and each is told why', async () => {
    const client = new GatedClient();
    const app = await host({ client });
    const request = newRequest();
    // Opens every connection of the pool: a start on one that is still being opened would come after all others.
    await Promise.allSettled(Array.from({ length: 30 }, () => app.service.get(request.merchantBizId)));
    const starts = Promise.allSettled(Array.from({ length: 30 }, () => app.service.initialize(request)));
    const call = await client.nextCall();
    // Connections are given out in turn: after a few turns every start has found the one in front.
    for (let turn = 0; turn < 10; turn += 1) await app.service.get(request.merchantBizId);

    call.response(refusal(401, 'Forbidden.ExceptionRepeatedInvoke'));

    const reasons = (await starts).map((start) => (start.status === 'rejected' ? start.reason : undefined));
    expect(reasons).toEqual(Array(30).fill(expect.objectContaining({ code: 'abnormal_calls' })));
    expect(client.calls).toBe(1);
  });

  it('gets a typed error without data from an adapter of the host’s own that throws anything', async () => {
    const client = new GatedClient();
    const app = await host({ client });
    const starting = app.service.initialize(newRequest());
    (await client.nextCall()).fail(new Error('GET https://example.com/?MetaInfo=MARK'));

    const error: unknown = await starting.catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code: 'vendor_unreachable' });
    expect(String(error)).not.toContain('MARK');
  });

  it('that failed for a while can be repeated at once, under the same row', async () => {
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

  it('cancelled before anything was sent leaves no row behind', async () => {
    const app = await host();
    const request = newRequest();

    const cancelled = app.service.initialize(request, { signal: AbortSignal.abort() });

    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    await expect(app.service.get(request.merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
    expect(initializeCalls(request.merchantBizId)).toHaveLength(0);
  });

  it('for which there are no credentials leaves no row behind', async () => {
    const credentials = { getCredential: () => Promise.reject(new Error('no role')) };
    const app = await host({ credentials });
    const request = newRequest();

    await expect(app.service.initialize(request)).rejects.toMatchObject({ code: 'credentials_unavailable' });
    await expect(app.service.get(request.merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('leaves neither MetaInfo nor the plain user id in any column, and sends the user id as a hash', async () => {
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

  it('sends the callback address with a token that is bound to the verification', async () => {
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

  it('keeps the caller’s own callback address, and refuses a token that would go to the module’s', async () => {
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

  it('passes parameters beyond the table on, and refuses metadata that is none', async () => {
    const app = await host();
    const request = {
      ...newRequest(),
      extraParameters: { LanguageConfig: 'en', ReturnUrl: 'https://example.com' },
    };

    await app.service.initialize(request);

    expect(initializeCalls(request.merchantBizId)[0]?.parameters).toMatchObject(request.extraParameters);
    for (const metadata of [{ a: 1 }, { 'a b': 'c' }, { a: 'x'.repeat(501) }, { a: '\0' }, []]) {
      await expect(
        app.service.initialize(newRequest(), { metadata: metadata as never }),
      ).rejects.toMatchObject({ code: 'invalid_request' });
    }
  });

  it('whose query would be too long is refused before anything is stored or sent', async () => {
    const app = await host();
    const request = { ...newRequest(), metaInfo: JSON.stringify({ ua: 'x'.repeat(8_000) }) };

    await expect(app.service.initialize(request)).rejects.toMatchObject({
      errors: [{ field: 'metaInfo', rule: 'maxQueryLength' }],
    });
    await expect(app.service.get(request.merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
    expect(initializeCalls(request.merchantBizId)).toHaveLength(0);
  });

  it('refuses an emulator’s answer outside the sandbox', async () => {
    const client = new GatedClient();
    const app = await host({ client, sandbox: false, endpoint: 'https://example.com' });
    const request = newRequest();
    const starting = app.service.initialize(request);
    (await client.nextCall()).response({ ...success('emulated'), headers: { 'x-cloudauth-emulator': '1' } });

    await expect(starting).rejects.toBeInstanceOf(IdVerificationError);
    await expect(starting).rejects.toMatchObject({ code: 'sandbox_response' });
  });
});
