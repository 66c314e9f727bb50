import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { get, rawCalls } from '../support/http/raw-calls.js';
import { adapters, bySuite } from '../support/runner/suite.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { CALLBACK_PATH, rowOf, VerdictStage, type Started } from '../support/host/verdict-stage.js';

const QUERIES = bySuite({ quick: 2_000, all: 10_000 });

describe.each(adapters())('a forged callback, on %s', (on) => {
  let stage: VerdictStage;
  let host: VerdictHost;
  let victim: Started;
  let other: Started;
  let attacked: Record<string, unknown>;

  beforeAll(async () => {
    stage = await VerdictStage.open('forged_callback');
    host = await stage.host({}, { on });
    victim = await stage.start(host);
    other = await stage.start(host);
    attacked = await rowOf(host, victim);
  });
  afterAll(() => stage.close());

  /** The effect of an attack: statements, vendor calls and the victim's row afterwards. */
  async function effectOf(attack: () => Promise<unknown>): Promise<object> {
    const statements = host.statements.statements.length;
    const requests = stage.emulator.requests().length;
    await attack();
    await stage.clock.idle();
    return {
      statements: host.statements.statements.slice(statements),
      requests: stage.emulator.requests().slice(requests),
      row: await rowOf(host, victim),
    };
  }

  const nothing = () => ({ statements: [], requests: [], row: attacked });

  const passed = (token: string) =>
    `?callbackToken=${token}&transactionId=${victim.transactionId}&passed=Y&subCode=200`;

  it.each<[string, () => string]>([
    ['no token', () => `?transactionId=${victim.transactionId}&passed=Y&subCode=200`],
    ['an empty token', () => passed('')],
    ['the TransactionId as token', () => passed(victim.transactionId)],
    ['the MerchantBizId as token', () => passed(victim.merchantBizId)],
    ['a token of zeros', () => passed('0'.repeat(64))],
    ['the right row and a wrong code', () => passed(victim.callbackToken.slice(0, 32) + 'f'.repeat(32))],
    [
      'the right code of another row',
      () => passed(victim.callbackToken.slice(0, 32) + other.callbackToken.slice(32)),
    ],
    ['a token cut short', () => passed(victim.callbackToken.slice(0, -1))],
    ['the token in a path segment', () => `/${victim.callbackToken}?passed=Y`],
    ['a token in two parts', () => passed(victim.callbackToken.replace(/^.{32}/, '$&-'))],
    ['a fragment of SQL', () => passed(`%27%3B%20UPDATE%20id_verification--`)],
  ])('changes nothing and costs neither a statement nor a vendor call, with %s', async (_, query) => {
    expect(await effectOf(() => stage.call(host, query()))).toEqual(nothing());
  });

  it('changes nothing with any single character of the token changed', async () => {
    const effect = await effectOf(async () => {
      const forged = [...victim.callbackToken].map(
        (digit, place, digits) =>
          digits.slice(0, place).join('') + (digit === '0' ? '1' : '0') + digits.slice(place + 1).join(''),
      );
      await rawCalls(
        host.origin,
        forged.map((token) => get(CALLBACK_PATH + passed(token))),
      );
    });
    expect(effect).toEqual(nothing());
  });

  it('changes nothing with any of thousands of random queries', async () => {
    const name = fc.constantFrom(
      'callbackToken',
      'CallbackToken',
      'CALLBACKTOKEN',
      'callbackToken[]',
      'callbackToken[0]',
      'passed',
      'transactionId',
      'subCode',
      '__proto__',
    );
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.stringMatching(/^[0-9a-f]{64}$/),
      fc.constantFrom('Y', 'N', victim.transactionId, victim.callbackToken.slice(0, 32)),
    );
    const query = fc
      .array(fc.tuple(name, value), { maxLength: 6 })
      .map((pairs) => pairs.map(([key, text]) => `${key}=${encodeURIComponent(text)}`).join('&'));
    const effect = await effectOf(async () => {
      const responses = await rawCalls(
        host.origin,
        fc.sample(query, QUERIES).map((text) => get(`${CALLBACK_PATH}?${text}`)),
      );
      expect(responses).toHaveLength(QUERIES);
      expect(new Set(responses).size).toBe(1);
    });
    expect(effect).toEqual(nothing());
  });
});
