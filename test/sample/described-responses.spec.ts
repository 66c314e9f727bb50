import type { FaultEffect } from 'cloudauth-emulator';
import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HURRIED } from '../support/host/library-host.js';
import { application, type RunningApplication } from '../support/host/application.js';
import type { Response } from '../support/http/http-caller.js';
import { OpenApi, type Operation } from '../support/http/open-api.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { startVerification } from '../support/host/start-verification.js';
import { adapters } from '../support/runner/suite.js';

interface Case {
  readonly what: string;
  readonly operation: Operation;
  readonly status: number;
  call(sample: RunningApplication): Promise<Response>;
}

const START = { method: 'POST', path: '/verifications' };
const LIST = { method: 'GET', path: '/verifications' };
const READ = { method: 'GET', path: '/verifications/{merchantBizId}' };
const ERASE = { method: 'DELETE', path: '/verifications/{merchantBizId}' };
const CHECK = { method: 'POST', path: '/verifications/{merchantBizId}/check' };
const FOLLOW = { method: 'GET', path: '/verifications/{merchantBizId}/events' };
const START_ONBOARDING = { method: 'POST', path: '/onboardings' };
const READ_ONBOARDING = { method: 'GET', path: '/onboardings/{onboardingId}' };

const started = async (sample: RunningApplication) => {
  const verification = await startVerification(sample);
  return { ...verification, path: `/verifications/${verification.merchantBizId}` };
};

const passed = async (sample: RunningApplication) => {
  const verification = await started(sample);
  sample.emulator.finish(verification.transactionId, { passed: 'Y' });
  await sample.send('POST', `${verification.path}/check`);
  return verification;
};

const twice = async (sample: RunningApplication, change: object = {}) => {
  const body = { ...LEAST_BODY, merchantBizId: newMerchantBizId() };
  await sample.post('/verifications', body);
  return sample.post('/verifications', { ...body, ...change });
};

/** The vendor works in between; if it failed all the time, the circuit breaker would answer in its place. */
const letVendorWork = async (sample: RunningApplication) => {
  for (let time = 0; time < 3; time += 1) await sample.post('/verifications', LEAST_BODY);
};

/** A start that meets the fault in all its attempts. */
const startAfter = (effect: FaultEffect) => async (sample: RunningApplication) => {
  await letVendorWork(sample);
  sample.emulator.inject({ action: 'Initialize', ...effect, times: 'forever' });
  return sample.post('/verifications', LEAST_BODY);
};

const checkAfter = (effect: FaultEffect) => async (sample: RunningApplication) => {
  await letVendorWork(sample);
  const { path } = await started(sample);
  sample.emulator.inject({ action: 'CheckResult', ...effect, times: 'forever' });
  return sample.send('POST', `${path}/check`);
};

const vendorCode = (code: string): FaultEffect => ({ kind: 'vendorCode', code });

const CASES: readonly Case[] = [
  {
    what: 'a start',
    operation: START,
    status: 201,
    call: (sample) => sample.post('/verifications', LEAST_BODY),
  },
  { what: 'a start again', operation: START, status: 200, call: (sample) => twice(sample) },
  {
    what: 'a start with other parameters',
    operation: START,
    status: 409,
    call: (sample) => twice(sample, { sceneCode: 'other' }),
  },
  {
    what: 'a broken rule',
    operation: START,
    status: 400,
    call: (sample) => sample.post('/verifications', {}),
  },
  {
    what: 'a broken body',
    operation: START,
    status: 400,
    call: (sample) => sample.postText('/verifications', '{'),
  },
  {
    what: 'a large body',
    operation: START,
    status: 413,
    call: (sample) => sample.post('/verifications', 'a'.repeat(70_000)),
  },
  {
    what: 'another type of body',
    operation: START,
    status: 415,
    call: (sample) => sample.postText('/verifications', 'a', { 'content-type': 'text/plain' }),
  },
  { what: 'no key', operation: START, status: 401, call: (sample) => sample.call('/verifications', START) },
  {
    what: 'a vendor that refuses the parameters',
    operation: START,
    status: 400,
    call: startAfter(vendorCode('InvalidParameter')),
  },
  {
    what: 'a vendor that throttles',
    operation: START,
    status: 429,
    call: startAfter({ kind: 'throttling', retryAfterMs: 2_500 }),
  },
  {
    what: 'a vendor that denies access',
    operation: START,
    status: 502,
    call: startAfter(vendorCode('Forbidden.RAMUserAccessDenied')),
  },
  {
    what: 'a vendor that is down',
    operation: START,
    status: 503,
    call: startAfter(vendorCode('ServiceUnavailable')),
  },
  {
    what: 'a vendor that throttles a check',
    operation: CHECK,
    status: 429,
    call: checkAfter({ kind: 'throttling' }),
  },
  {
    what: 'a vendor that cannot be reached by a check',
    operation: CHECK,
    status: 503,
    call: checkAfter({ kind: 'resetBeforeResponse' }),
  },
  {
    what: 'a check',
    operation: CHECK,
    status: 200,
    call: async (sample) => sample.send('POST', `${(await started(sample)).path}/check`),
  },
  {
    what: 'a check of nothing',
    operation: CHECK,
    status: 404,
    call: (sample) => sample.send('POST', '/verifications/nothing/check'),
  },
  {
    what: 'a verification that passed',
    operation: READ,
    status: 200,
    call: async (sample) => sample.get((await passed(sample)).path),
  },
  {
    what: 'nothing to read',
    operation: READ,
    status: 404,
    call: (sample) => sample.get('/verifications/nothing'),
  },
  {
    what: 'the events of a verification that passed',
    operation: FOLLOW,
    status: 200,
    call: async (sample) => sample.get(`${(await passed(sample)).path}/events`),
  },
  {
    what: 'the events of nothing',
    operation: FOLLOW,
    status: 404,
    call: (sample) => sample.get('/verifications/nothing/events'),
  },
  {
    what: 'a page with more behind it',
    operation: LIST,
    status: 200,
    call: async (sample) => {
      await started(sample);
      await started(sample);
      return sample.get('/verifications?limit=1');
    },
  },
  {
    what: 'a page that there cannot be',
    operation: LIST,
    status: 400,
    call: (sample) => sample.get('/verifications?limit=0'),
  },
  {
    what: 'an erasure',
    operation: ERASE,
    status: 200,
    call: async (sample) => sample.send('DELETE', (await passed(sample)).path),
  },
  {
    what: 'an erasure of an open verification',
    operation: ERASE,
    status: 409,
    call: async (sample) => sample.send('DELETE', (await started(sample)).path),
  },
  {
    what: 'an erasure that is asked for wrongly',
    operation: ERASE,
    status: 400,
    call: (sample) => sample.send('DELETE', '/verifications/nothing?force=perhaps'),
  },
  {
    what: 'an onboarding',
    operation: START_ONBOARDING,
    status: 201,
    call: (sample) => sample.post('/onboardings', LEAST_BODY),
  },
  {
    what: 'an onboarding that waits',
    operation: READ_ONBOARDING,
    status: 200,
    call: async (sample) => {
      const { body } = await sample.post('/onboardings', LEAST_BODY);
      return sample.get(`/onboardings/${String(body['onboardingId'])}`);
    },
  },
  {
    what: 'no onboarding',
    operation: READ_ONBOARDING,
    status: 404,
    call: (sample) => sample.get('/onboardings/nothing'),
  },
  {
    what: 'a probe',
    operation: { method: 'GET', path: '/health/live' },
    status: 200,
    call: (sample) => sample.call('/health/live'),
  },
  {
    what: 'a probe of readiness',
    operation: { method: 'GET', path: '/health/ready' },
    status: 200,
    call: (sample) => sample.call('/health/ready'),
  },
  {
    what: 'a callback',
    operation: { method: 'GET', path: '/id-verification/callback' },
    status: 200,
    call: (sample) => sample.call('/id-verification/callback?callbackToken=x'),
  },
];

describe.each(adapters())('What the sample answers on %s is as it is described:', (adapter) => {
  let sample: RunningApplication;
  let description: OpenApi;
  beforeAll(async () => {
    sample = await application().on(adapter).configured(HURRIED).start();
    description = new OpenApi((await sample.call('/docs-json')).body);
  });
  afterEach(() => sample.emulator.clearFaults());
  afterAll(() => sample.stop());

  it.each(CASES)('$status for $what', async ({ operation, status, call }) => {
    const response = await call(sample);

    expect(response.status).toBe(status);
    expect(description.objections(operation, response)).toEqual([]);
  });
});
