import { INITIALIZE_PARAMETERS, type InitializeParameterName } from 'nestjs-id-verification';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { brokenRulesOf } from '../support/conformance/failure.js';
import { NO_TRACES, useStage } from '../support/host/conformance-stage.js';
import { withoutTypes, type UntypedService } from '../support/host/untyped-service.js';
import {
  ACCEPTED_CASES,
  MINIMAL_REQUEST,
  REFUSED_CASES,
  requestWith,
  UNKNOWN_FIELDS,
} from '../support/vendor/initialize-parameter-cases.js';

const ALL_PARAMETERS = {
  ...MINIMAL_REQUEST,
  sceneCode: 'login_1',
  securityLevel: '01',
  model: 'PHOTINUS_LIVENESS',
  docVideo: 'Y',
  callbackUrl: 'https://www.example.com/callback?order=1',
  callbackToken: 'token of the caller’s own',
  appQualityCheck: 'N',
} as const satisfies Record<InitializeParameterName, string>;

describe('Initialize, called from code,', () => {
  const stage = useStage('from_code');
  let service: UntypedService;
  beforeAll(async () => {
    service = withoutTypes((await stage.host()).service);
  });
  afterEach(() => stage.clear());

  const sent = () => stage.callsFor(MINIMAL_REQUEST.merchantBizId)[0]?.parameters ?? {};

  it.each(Object.entries(INITIALIZE_PARAMETERS).filter(([field]) => field !== 'merchantUserId'))(
    'sends %s as the vendor’s parameter, unchanged',
    async (field, { wireName }) => {
      await service.initialize(ALL_PARAMETERS);

      expect(sent()[wireName]).toBe(new Map(Object.entries(ALL_PARAMETERS)).get(field));
    },
  );

  it('sends merchantUserId as a keyed hash, which is the same for the same user', async () => {
    await service.initialize(ALL_PARAMETERS);
    await service.initialize({ ...ALL_PARAMETERS, merchantBizId: 'another' });

    expect(sent()['MerchantUserId']).toMatch(/^[0-9a-f]{64}$/);
    expect(stage.callsFor('another')[0]?.parameters['MerchantUserId']).toBe(sent()['MerchantUserId']);
  });

  it('sends no parameter that was not given, except SecurityLevel, about whose default the vendor’s pages disagree', async () => {
    await service.initialize(MINIMAL_REQUEST);

    expect(Object.keys(sent()).sort()).toEqual([
      'MerchantBizId',
      'MerchantUserId',
      'MetaInfo',
      'ProductCode',
      'SecurityLevel',
    ]);
    expect(sent()['SecurityLevel']).toBe('02');
  });

  it.each(ACCEPTED_CASES)('starts with $field: $what', async (accepted) => {
    expect(await service.initialize(requestWith(accepted))).toMatchObject({ status: 'PENDING' });
  });

  it.each(REFUSED_CASES)(
    'refuses $field: $what, by the rule $rule, and neither stores nor sends anything',
    async (refused) => {
      const errors = await brokenRulesOf(service.initialize(requestWith(refused)));

      expect(errors).toContainEqual({
        field: refused.field,
        rule: refused.rule,
        message: expect.stringMatching(/^\w+ \w.{5,}$/),
      });
      expect(await stage.traces()).toEqual(NO_TRACES);
    },
  );

  it.each(UNKNOWN_FIELDS)(
    'refuses the unknown field %s, and neither stores nor sends anything',
    async (field) => {
      const request: unknown = JSON.parse(JSON.stringify(MINIMAL_REQUEST).replace(/}$/, `,"${field}":"x"}`));

      const errors = await brokenRulesOf(service.initialize(request));

      expect(errors.map(({ field, rule }) => ({ field, rule }))).toEqual([{ field, rule: 'unknownField' }]);
      expect(await stage.traces()).toEqual(NO_TRACES);
    },
  );

  it.each([undefined, null, 'text', 7, true, [], [MINIMAL_REQUEST]])(
    'refuses %j in place of a request, and neither stores nor sends anything',
    async (request) => {
      const errors = await brokenRulesOf(service.initialize(request));

      expect(errors.map(({ rule }) => rule)).toEqual(['isObject']);
      expect(await stage.traces()).toEqual(NO_TRACES);
    },
  );
});
