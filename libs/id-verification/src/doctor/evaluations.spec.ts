import { describe, expect, it } from 'vitest';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { IdVerificationStorageError } from '../storage/storage.error.js';
import { evaluateCallback } from './check-callback.js';
import { endpointsOf } from './endpoints.js';
import type { StepResult } from './first-call.js';
import { evaluateClock } from './evaluate-clock.js';
import { evaluateDatabase } from './evaluate-database.js';
import { evaluateNetwork } from './evaluate-network.js';
import { evaluateProduct } from './evaluate-product.js';
import { evaluateVendor } from './evaluate-vendor.js';

const STATE = { version: '17.2', majorVersion: 17, pendingMigrations: [] };

describe('The clock', () => {
  it.each([
    [0, 'ok'],
    [9_999, 'ok'],
    [-10_000, 'warn'],
    [14 * 60_000, 'warn'],
    [15 * 60_000, 'fail'],
    [-86_400_000, 'fail'],
    [undefined, 'skip'],
  ])('is evaluated when %i ms behind: %s', (aheadMs, status) => {
    expect(evaluateClock(aheadMs).status).toBe(status);
  });
});

describe('The product', () => {
  it.each([
    ['FACE_LIVENESS', 'cn-hongkong', 'ok'],
    ['FACE_LIVENESS', 'ap-southeast-1', 'fail'],
    ['FACE_LIVENESS_PRO', 'ap-southeast-3', 'ok'],
    ['FACE_OF_THE_HOST', 'us-west-1', 'skip'],
  ] as const)('%s in %s is evaluated: %s', (code, region, status) => {
    expect(evaluateProduct(code, region).status).toBe(status);
  });

  it('that the region does not offer is reported with the regions that do', () => {
    expect(evaluateProduct('FACE_LIVENESS', 'ap-southeast-1').fix).toContain('cn-hongkong');
  });
});

describe('The network', () => {
  const reached: StepResult[] = [
    { step: 'dns', ms: 2, detail: '' },
    { step: 'tcp', ms: 3, detail: '' },
  ];
  const slow: StepResult[] = [...reached, { step: 'first byte', ms: 90, detail: '' }];
  const lost: StepResult[] = [{ step: 'dns', ms: 2, detail: '', failure: 'ENOTFOUND' }];

  it('is reported when the VPC endpoint is faster', () => {
    expect(evaluateNetwork('public', { public: slow, vpc: reached })).toMatchObject({
      status: 'warn',
      detail: 'a first call by VPC takes 5 ms; by the public endpoint it takes 95 ms',
    });
    expect(evaluateNetwork('public', { public: lost, vpc: reached }).status).toBe('warn');
  });

  it('is as it should be everywhere else', () => {
    expect(evaluateNetwork('public', { public: reached, vpc: lost }).status).toBe('ok');
    expect(evaluateNetwork('public', { public: reached, vpc: slow }).status).toBe('ok');
    expect(evaluateNetwork('vpc', { public: reached, vpc: reached }).status).toBe('ok');
  });
});

describe('The endpoints', () => {
  it('are both of the region’s, the one in use by the network', () => {
    expect(
      endpointsOf({ region: 'ap-southeast-1', network: 'vpc', endpoint: undefined }).map(
        ({ name, url, inUse }) => [name, url.origin, inUse],
      ),
    ).toEqual([
      ['public', 'https://cloudauth-intl.ap-southeast-1.aliyuncs.com', false],
      ['vpc', 'https://cloudauth-intl-vpc.ap-southeast-1.aliyuncs.com', true],
    ]);
  });
});

describe('The vendor', () => {
  it.each([
    ['signature_refused', ['fail', 'skip']],
    ['vendor_unreachable', ['fail', 'skip']],
    ['vendor_failed', ['fail', 'skip']],
    ['sandbox_response', ['fail', 'skip']],
    ['permission_denied', ['ok', 'fail']],
    ['account_denied', ['ok', 'fail']],
    ['throttled', ['ok', 'warn']],
  ] as const)('is evaluated by its response %s: %j', (code, statuses) => {
    const findings = evaluateVendor({ ms: 1, error: new IdVerificationError(code) });
    expect(findings.map(({ status }) => status)).toEqual(statuses);
  });
});

describe('The database', () => {
  it('must be PostgreSQL 15 or later, with all migrations', () => {
    expect(evaluateDatabase(STATE).map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(evaluateDatabase({ ...STATE, version: '14.9', majorVersion: 14 })[0]).toMatchObject({
      status: 'fail',
      detail: 'PostgreSQL 14.9',
    });
    expect(evaluateDatabase({ ...STATE, pendingMigrations: ['CreateIdVerification'] })[1]).toMatchObject({
      status: 'fail',
      detail: 'missing: CreateIdVerification',
    });
  });

  it.each([
    ['28P01', 'password'],
    ['3D000', 'does not exist'],
    ['ECONNREFUSED', 'the server runs'],
  ])('advises what to do about a response of %s', (code, advice) => {
    const [database, migrations] = evaluateDatabase(
      new IdVerificationStorageError(Object.assign(new Error('refused'), { code })),
    );
    expect(database?.fix).toContain(advice);
    expect(migrations?.status).toBe('skip');
  });
});

describe('The callback', () => {
  it.each([
    [200, true, 'ok'],
    [200, false, 'fail'],
    [204, false, 'fail'],
    [301, false, 'warn'],
    [401, false, 'fail'],
    [404, false, 'fail'],
    [502, false, 'fail'],
  ])('evaluates a response of %i, sent by the route: %s, as %s', (status, isCallbackRoute, evaluated) => {
    expect(evaluateCallback(status, isCallbackRoute, 1).status).toBe(evaluated);
  });
});
