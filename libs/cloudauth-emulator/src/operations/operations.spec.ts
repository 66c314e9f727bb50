import { describe, expect, it } from 'vitest';
import type { CloudauthEmulator } from '../index.js';
import { call, GOOD_INITIALIZE, initialize } from '../testing/call.fixture.js';
import { emulators } from '../testing/emulators.fixture.js';
import { callGenuine, genuineClient, TEST_KEY } from '../testing/genuine-client.fixture.js';
import { RETENTION_MS } from '../transactions/transaction.js';

const start = emulators();
const { MerchantBizId } = GOOD_INITIALIZE;
const MINUTE = 60_000;

const checkResult = ({ url }: CloudauthEmulator, TransactionId: string, more: Record<string, string> = {}) =>
  call(url, { action: 'CheckResult', query: { MerchantBizId, TransactionId, ...more } });

const deleteResult = ({ url }: CloudauthEmulator, TransactionId: string, more: Record<string, string> = {}) =>
  call(url, {
    action: 'DeleteVerifyResult',
    query: { TransactionId, DeleteAfterQuery: 'N', DeleteType: 'All', ...more },
  });

const verifyLog = ({ url }: CloudauthEmulator, TransactionId: string) =>
  call(url, {
    action: 'CheckVerifyLog',
    body: new URLSearchParams({ MerchantBizId, TransactionId }).toString(),
  });

async function started(...options: Parameters<typeof start>) {
  const emulator = await start(...options);
  return { emulator, id: await initialize(emulator.url) };
}

describe('CheckResult', () => {
  it("reports to the vendor's client that a verification is not finished, and then how it ended", async () => {
    const { emulator, id } = await started();
    const client = genuineClient(emulator);
    const query = { MerchantBizId, TransactionId: id };
    await expect(callGenuine(client, 'CheckResult', query)).rejects.toMatchObject({
      code: 'ProcessNotCompleted',
      statusCode: 404,
    });
    emulator.finish(id, { passed: 'Y' });
    const { body } = await callGenuine(client, 'CheckResult', query);
    expect(body.Result).toMatchObject({ Passed: 'Y', SubCode: '200', ExtFaceInfo: expect.any(String) });
  });

  it.each([
    [{ passed: 'Y' }, 'Y', '200', 'N'],
    [{ passed: 'N' }, 'N', '205', 'Y'],
    [{ passed: 'N', subCode: '206' }, 'N', '206', 'N'],
  ] as const)('reports %j', async (verdict, passed, subCode, attack) => {
    const { emulator, id } = await started();
    emulator.finish(id, verdict);
    const { status, json } = await checkResult(emulator, id);
    expect({ status, result: json.Result }).toMatchObject({
      status: 200,
      result: { Passed: passed, SubCode: subCode },
    });
    expect(JSON.parse(json.Result?.['ExtFaceInfo'] ?? '')).toMatchObject({
      faceAttack: attack,
      faceOcclusion: 'N',
      faceQuality: expect.any(Number),
    });
  });

  it('returns the face image only when it was requested and the user passed', async () => {
    const { emulator, id: passed } = await started();
    const failed = await initialize(emulator.url);
    emulator.finish(passed, { passed: 'Y' });
    emulator.finish(failed, { passed: 'N' });
    const image = async (id: string, IsReturnImage: string) => {
      const { json } = await checkResult(emulator, id, { IsReturnImage });
      return 'faceImg' in JSON.parse(json.Result?.['ExtFaceInfo'] ?? '{}');
    };
    expect([await image(passed, 'Y'), await image(passed, 'N'), await image(failed, 'Y')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('returns the anti-spoofing result and further images only when they were requested', async () => {
    const { emulator, id } = await started();
    emulator.finish(id, { passed: 'Y' });
    const fields = async (more: Record<string, string>) => {
      const { Result } = (await checkResult(emulator, id, more)).json;
      return [JSON.parse(Result?.['ExtRiskInfo'] ?? ''), JSON.parse(Result?.['ExtInfo'] ?? '')];
    };
    expect(await fields({})).toEqual([{ deviceRisk: 'N' }, {}]);
    expect(await fields({ ReturnFiveCategorySpoofResult: 'Y', ExtraImageControlList: 'A,B' })).toEqual([
      { deviceRisk: 'N', spoofResult: 'GENUINE' },
      { extraImages: { A: expect.any(String), B: expect.any(String) } },
    ]);
    const refused = await checkResult(emulator, id, { ReturnFiveCategorySpoofResult: 'yes' });
    expect(refused.json.Code).toBe('InvalidParameter');
  });

  it.each(['ProcessNotCompleted', 'TransactionIdInvalid'] as const)(
    'responds with %s for what expired unfinished, when it is set so',
    async (expiredResponse) => {
      const { emulator, id } = await started();
      emulator.configure({ expiredResponse });
      emulator.clock.advance(30 * MINUTE);
      expect((await checkResult(emulator, id)).json.Code).toBe(expiredResponse);
    },
  );

  it('returns a result for 30 days, and no longer', async () => {
    const { emulator, id } = await started();
    emulator.finish(id, { passed: 'Y' });
    emulator.clock.advance(RETENTION_MS - MINUTE);
    expect((await checkResult(emulator, id)).status).toBe(200);
    emulator.clock.advance(MINUTE + 1000);
    expect(await checkResult(emulator, id)).toMatchObject({
      status: 400,
      json: { Code: 'TransactionIdInvalid' },
    });
  });

  it('refuses ids that do not belong together, or to this account', async () => {
    const other = { id: 'other-id', secret: 'other-secret', account: 'other' };
    const { emulator, id } = await started({ accessKeys: [TEST_KEY, other] });
    const { url } = emulator;
    const query = { MerchantBizId, TransactionId: id };
    const responses = [
      await checkResult(emulator, id, { MerchantBizId: 'another' }),
      await checkResult(emulator, 'hks0'),
      await call(url, {
        action: 'CheckResult',
        query,
        accessKeyId: other.id,
        accessKeySecret: other.secret,
      }),
    ];
    expect(responses.map(({ json }) => json.Code)).toEqual(Array(3).fill('TransactionIdInvalid'));
  });

  it('refuses what is missing or not allowed', async () => {
    const { emulator, id } = await started();
    expect((await checkResult(emulator, '')).json.Code).toBe('MissingParameter');
    expect((await checkResult(emulator, id, { MerchantBizId: '' })).json.Code).toBe('MissingParameter');
    expect((await checkResult(emulator, id, { IsReturnImage: 'yes' })).json.Code).toBe('InvalidParameter');
  });
});

describe('InitializeV2', () => {
  it("starts a verification for the vendor's client, with both pictures in the form", async () => {
    const emulator = await start();
    const client = genuineClient(emulator);
    const pictures = { FacePictureBase64: 'QUJD+/==', TargetFacePicture: "it's (*)" };
    const { body } = await callGenuine(client, 'InitializeV2', GOOD_INITIALIZE, pictures);
    const TransactionId = body.Result?.['TransactionId'] ?? '';
    expect(emulator.requests({ action: 'InitializeV2' })[0]?.parameters).toMatchObject(pictures);
    emulator.finish(TransactionId, { passed: 'Y' });
    const checked = await callGenuine(client, 'CheckResult', { MerchantBizId, TransactionId });
    expect(checked.body.Result).toMatchObject({ Passed: 'Y' });
  });

  it('offers the products that are set', async () => {
    const { url } = await start({ products: ['FACE_LIVENESS_PRO'] });
    const code = async (ProductCode: string) =>
      (await call(url, { action: 'InitializeV2', query: { ...GOOD_INITIALIZE, ProductCode } })).json.Code;
    expect(await code('FACE_LIVENESS_PRO')).toBe('Success');
    expect(await code('FACE_LIVENESS')).toBe('InvalidParameter');
  });
});

describe('a parameter in the wrong place', () => {
  it('counts as absent', async () => {
    const { url } = await start();
    const form = new URLSearchParams(GOOD_INITIALIZE).toString();
    expect((await call(url, { body: form })).json.Code).toBe('MissingParameter');
  });
});

describe('KeepaliveIntl', () => {
  it("responds to the vendor's client", async () => {
    const { body } = await callGenuine(genuineClient(await start()), 'KeepaliveIntl');
    expect(body).toMatchObject({ Code: 'Success', Result: { Result: 'SUCCESS' } });
  });
});

describe('DeleteVerifyResult', () => {
  it("deletes for the vendor's client, and the result cannot be asked for any more", async () => {
    const { emulator, id } = await started();
    emulator.finish(id, { passed: 'Y' });
    const query = { TransactionId: id, DeleteAfterQuery: 'N', DeleteType: 'All' };
    const { body } = await callGenuine(genuineClient(emulator), 'DeleteVerifyResult', query);
    expect(body).toMatchObject({ Code: '200', Result: { DeleteResult: 'Y', TransactionId: id } });
    expect((await checkResult(emulator, id)).json.Code).toBe('TransactionIdInvalid');
    expect((await verifyLog(emulator, id)).json.Code).toBe('TransactionIdInvalid');
    expect(emulator.transaction(id)?.status).toBe('deleted');
  });

  it('waits for the result to be fetched when configured to', async () => {
    const { emulator, id } = await started();
    emulator.finish(id, { passed: 'Y' });
    const remove = async () =>
      (await deleteResult(emulator, id, { DeleteAfterQuery: 'Y' })).json.Result?.['DeleteResult'];
    expect(await remove()).toBe('N');
    await checkResult(emulator, id);
    expect(await remove()).toBe('Y');
  });

  it('can delete the image alone', async () => {
    const { emulator, id } = await started();
    emulator.finish(id, { passed: 'Y' });
    await deleteResult(emulator, id, { DeleteType: 'Img' });
    const { json } = await checkResult(emulator, id, { IsReturnImage: 'Y' });
    expect(json.Result).toMatchObject({ Passed: 'Y' });
    expect(json.Result?.['ExtFaceInfo']).not.toContain('faceImg');
  });

  it('keeps the image when the text alone is to be deleted', async () => {
    const { emulator, id } = await started({ repeatedDeleteResponse: 'TransactionIdInvalid' });
    emulator.finish(id, { passed: 'Y' });
    const code = async (DeleteType: string) => (await deleteResult(emulator, id, { DeleteType })).json.Code;
    expect([await code('Text'), await code('Text'), await code('Img'), await code('Img')]).toEqual([
      '200',
      'TransactionIdInvalid',
      '200',
      'TransactionIdInvalid',
    ]);
    expect((await checkResult(emulator, id)).json.Code).toBe('TransactionIdInvalid');
  });

  it.each(['200', 'Success'] as const)('succeeds with %s, when it is set so', async (deleteSuccessCode) => {
    const { emulator, id } = await started({ deleteSuccessCode });
    emulator.finish(id, { passed: 'Y' });
    expect((await deleteResult(emulator, id)).json).toMatchObject({
      Code: deleteSuccessCode,
      Result: { DeleteResult: 'Y' },
    });
  });

  it.each([
    ['Success', '200'],
    ['TransactionIdInvalid', 'TransactionIdInvalid'],
  ] as const)('responds the second time with %s, when it is set so', async (repeatedDeleteResponse, code) => {
    const { emulator, id } = await started({ repeatedDeleteResponse });
    emulator.finish(id, { passed: 'N' });
    await deleteResult(emulator, id);
    expect((await deleteResult(emulator, id)).json.Code).toBe(code);
  });

  it('refuses while the user is at it, where the product does not have it, and without its parameters', async () => {
    const { emulator, id } = await started();
    expect((await deleteResult(emulator, id)).json.Code).toBe('ProcessNotCompleted');
    expect((await deleteResult(emulator, 'hks0')).json.Code).toBe('TransactionIdInvalid');
    expect((await deleteResult(emulator, id, { DeleteType: 'Everything' })).json.Code).toBe(
      'InvalidParameter',
    );
    expect((await deleteResult(emulator, id, { DeleteAfterQuery: '' })).json.Code).toBe('MissingParameter');
    emulator.configure({ deleteSupported: false });
    expect((await deleteResult(emulator, id)).json.Code).toBe('InvalidParameter');
  });

  it('deletes what expired unfinished', async () => {
    const { emulator, id } = await started();
    emulator.clock.advance(30 * MINUTE);
    expect((await deleteResult(emulator, id)).json.Result).toMatchObject({ DeleteResult: 'Y' });
  });
});

describe('CheckVerifyLog', () => {
  it.each([
    ['passed', { VerifyStatus: '0', Passed: 'Y', SubCode: '200', VerifyErrorCode: '1000' }],
    ['failed', { VerifyStatus: '0', Passed: 'N', SubCode: '205', VerifyErrorCode: '1001' }],
    [
      'walked away',
      {
        VerifyStatus: '1',
        VerifyErrorCode: '1006',
        InterruptPage: expect.stringMatching(/^\p{Script=Han}+$/u),
        InterruptPageEn: 'FACE',
      },
    ],
    ['never opened', { VerifyStatus: '2' }],
  ])('explains who %s', async (what, expected) => {
    const { emulator, id } = await started();
    if (what === 'passed') emulator.finish(id, { passed: 'Y' });
    if (what === 'failed') emulator.finish(id, { passed: 'N' });
    if (what === 'walked away') emulator.leave(id);
    emulator.clock.advance(30 * MINUTE);
    expect((await verifyLog(emulator, id)).json.Result).toMatchObject(expected);
  });

  it('is partial until the time for the verification is over', async () => {
    const { emulator, id } = await started();
    expect((await verifyLog(emulator, id)).json.Result).toMatchObject({ VerifyStatus: '2', LogInfo: [] });
    await fetch(emulator.transaction(id)?.transactionUrl ?? '');
    const partial = (await verifyLog(emulator, id)).json.Result;
    expect(partial).toMatchObject({ VerifyStatus: '1', LogInfo: [expect.stringContaining('opened')] });
    expect(partial).not.toHaveProperty('VerifyErrorCode');
    emulator.clock.advance(30 * MINUTE);
    const complete = (await verifyLog(emulator, id)).json.Result;
    expect(complete).toMatchObject({ VerifyStatus: '1', VerifyErrorCode: '9999' });
    expect(JSON.parse(complete?.['LogStatisticsInfo'] ?? '')).toMatchObject({
      hasFacePermissionRefuse: false,
      pageStayTimeInfo: { FACE: expect.stringMatching(/^\d+$/) },
    });
  });

  it("responds to the vendor's client", async () => {
    const { emulator, id } = await started();
    emulator.leave(id);
    emulator.clock.advance(30 * MINUTE);
    const form = { MerchantBizId, TransactionId: id };
    const { body } = await callGenuine(genuineClient(emulator), 'CheckVerifyLog', {}, form);
    expect(body).toMatchObject({ Code: 'Success', Result: { VerifyErrorCode: '1006' } });
  });

  it('reads its parameters from the form alone', async () => {
    const { emulator, id } = await started();
    const query = { MerchantBizId, TransactionId: id };
    const { json } = await call(emulator.url, { action: 'CheckVerifyLog', query });
    expect(json.Code).toBe('MissingParameter');
  });
});
