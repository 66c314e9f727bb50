import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CloudauthResponse } from 'nestjs-id-verification';
import { refusal } from '../support/vendor/gated-client.js';
import {
  RespondingClient,
  bareResponse,
  resultResponse,
  unreachable,
} from '../support/vendor/verdict-client.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, VerdictStage, type Started } from '../support/host/verdict-stage.js';

/** Responses from which nothing follows. */
const UNUSABLE: readonly (readonly [what: string, response: () => CloudauthResponse])[] = [
  ['has no Passed', () => resultResponse({ SubCode: '200' })],
  ['has an empty Passed', () => resultResponse({ Passed: '' })],
  ['says y', () => resultResponse({ Passed: 'y', SubCode: '200' })],
  ['says n', () => resultResponse({ Passed: 'n' })],
  ['says true', () => resultResponse({ Passed: true })],
  ['says false', () => resultResponse({ Passed: false })],
  ['says "true"', () => resultResponse({ Passed: 'true' })],
  ['says 1', () => resultResponse({ Passed: 1 })],
  ['says 0', () => resultResponse({ Passed: 0 })],
  ['says T, as the domestic product does', () => resultResponse({ Passed: 'T' })],
  ['has a null', () => resultResponse({ Passed: null })],
  ['has an array', () => resultResponse({ Passed: ['Y'] })],
  ['has no Result', () => bareResponse(200, { Code: 'Success' })],
  ['has Passed beside Result', () => bareResponse(200, { Code: 'Success', Passed: 'Y' })],
  [
    'has Passed but is no success',
    () => bareResponse(200, { Code: 'InternalError', Result: { Passed: 'Y' } }),
  ],
  ['is a 500 with a result', () => bareResponse(500, { Code: 'Success', Result: { Passed: 'N' } })],
  ['is a 404 without a code', () => bareResponse(404, {})],
  ['is a 404 with another code', () => refusal(404, 'InvalidAction.NotFound')],
  ['is a 404 with the code in lower case', () => refusal(404, 'processnotcompleted')],
  ['is a 403', () => refusal(403, 'Forbidden.AccountAccessDenied')],
  ['is empty', () => ({ httpStatus: 200, headers: {}, body: undefined })],
  ['does not come', unreachable],
];

describe('a verdict', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('no_invented_verdict');
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  /** Verifications whose vendor returns the given response. */
  async function startedWith(response: () => CloudauthResponse, count = 1) {
    const client = new RespondingClient(response);
    const host = await stage.host({ client });
    const verifications: Started[] = [];
    while (verifications.length < count) verifications.push(await stage.start(host));
    return { client, host, verifications };
  }

  async function statuses(host: VerdictHost, verifications: readonly Started[]): Promise<string[]> {
    const seen = await Promise.all(verifications.map((one) => stage.state(host, one)));
    return [...new Set(seen.map(({ status }) => status))];
  }

  it('is not derived from an unusable response, neither before expiry nor long after it', async () => {
    const { client, host, verifications } = await startedWith(unreachable, UNUSABLE.length);
    const responses = new Map(verifications.map(({ transactionId }, n) => [transactionId, UNUSABLE[n]?.[1]]));
    client.response = (transactionId) => (responses.get(transactionId) ?? unreachable)();

    await stage.clock.advance(2 * MINUTE_MS);
    expect(client.asked).toBe(UNUSABLE.length);
    for (let hour = 0; hour < 4; hour += 1) await stage.clock.advance(HOUR_MS);

    const statusOf = async () =>
      Promise.all(
        verifications.map(async (one, n) => [UNUSABLE[n]?.[0], (await stage.state(host, one)).status]),
      );
    expect(await statusOf()).toEqual(UNUSABLE.map(([what]) => [what, 'PENDING']));
    expect(client.asked).toBeGreaterThan(3 * UNUSABLE.length);
    client.response = () => resultResponse({ Passed: 'Y', SubCode: '200' });
    await stage.clock.advance(HOUR_MS);
    expect(await statusOf()).toEqual(UNUSABLE.map(([what]) => [what, 'PASSED']));
  });

  it('is read from "not completed" with any HTTP status: pending before expiry, expired after it', async () => {
    const { host, verifications } = await startedWith(() => refusal(200, 'ProcessNotCompleted'));

    await stage.clock.advance(34 * MINUTE_MS);
    expect(await statuses(host, verifications)).toEqual(['PENDING']);
    await stage.clock.advance(2 * MINUTE_MS);
    expect(await statuses(host, verifications)).toEqual(['EXPIRED']);
  });

  it('is not derived from a single denied id, and a later success counts', async () => {
    const { client, host, verifications } = await startedWith(() => refusal(400, 'TransactionIdInvalid'));

    await stage.clock.advance(HOUR_MS);
    expect(await statuses(host, verifications)).toEqual(['PENDING']);
    client.response = () => resultResponse({ Passed: 'N', SubCode: '205' });
    await stage.clock.advance(HOUR_MS);

    expect(await statuses(host, verifications)).toEqual(['FAILED']);
  });

  it('is EXPIRED for an id that stays denied, although every other call has no response', async () => {
    let requests = 0;
    const { host, verifications } = await startedWith(() => {
      requests += 1;
      return requests % 2 === 1 ? refusal(400, 'TransactionIdInvalid') : unreachable();
    });

    for (let quarter = 0; quarter < 12; quarter += 1) await stage.clock.advance(HOUR_MS / 4);

    expect(await statuses(host, verifications)).toEqual(['EXPIRED']);
  });

  it('is withheld for many denied ids without any success, and an error is logged', async () => {
    const { host, verifications } = await startedWith(() => refusal(400, 'TransactionIdInvalid'), 6);

    for (let quarter = 0; quarter < 24; quarter += 1) await stage.clock.advance(HOUR_MS / 4);

    expect(await statuses(host, verifications)).toEqual(['PENDING']);
    expect(stage.log.events('error', 'transaction_ids_unknown').length).toBeGreaterThan(0);
  });

  it('is stored for all withheld verifications once the vendor accepts their ids again', async () => {
    const { client, host, verifications } = await startedWith(() => refusal(400, 'TransactionIdInvalid'), 6);
    for (let quarter = 0; quarter < 12; quarter += 1) await stage.clock.advance(HOUR_MS / 4);

    client.response = () => resultResponse({ Passed: 'Y', SubCode: '200' });
    await stage.clock.advance(HOUR_MS / 4);

    expect(await statuses(host, verifications)).toEqual(['PASSED']);
  });

  it('is EXPIRED for ids that stay denied while others succeed', async () => {
    const { client, host, verifications } = await startedWith(() => refusal(400, 'TransactionIdInvalid'), 6);
    for (let quarter = 0; quarter < 8; quarter += 1) await stage.clock.advance(HOUR_MS / 4);
    let responses = 0;
    client.response = () => {
      responses += 1;
      return responses === 1 ? resultResponse({ Passed: 'Y' }) : refusal(400, 'TransactionIdInvalid');
    };

    for (let quarter = 0; quarter < 2; quarter += 1) await stage.clock.advance(HOUR_MS / 4);

    expect((await statuses(host, verifications)).sort()).toEqual(['EXPIRED', 'PASSED']);
  });

  it('is result_unavailable, not not_finished, once the vendor has deleted the result', async () => {
    const { verifications } = await startedWith(() => refusal(400, 'TransactionIdInvalid'));
    await stage.stopHosts();

    await stage.clock.advance(31 * DAY_MS);
    const later = await stage.host({
      client: new RespondingClient(() => refusal(400, 'TransactionIdInvalid')),
    });

    expect(await stage.state(later, verifications[0]!)).toMatchObject({
      status: 'EXPIRED',
      reason: 'result_unavailable',
    });
    expect(stage.log.events('error', 'verification_ended')).toHaveLength(1);
  });
});
