import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { brokenRulesOf } from '../support/conformance/failure.js';
import { useStage } from '../support/host/conformance-stage.js';
import { withoutTypes, type UntypedService } from '../support/host/untyped-service.js';
import {
  ACCEPTED_CASES,
  REFUSED_CASES,
  requestWith,
  type RefusedCase,
} from '../support/vendor/initialize-parameter-cases.js';
import { adapters, bySuite } from '../support/runner/suite.js';

/** The sample offers every parameter of the table and none beyond it. */
const OFFERED = ACCEPTED_CASES.filter(({ field }) => field !== 'extraParameters');

/** It fills these in when they are absent. */
const isFilledIn = ({ field, value }: RefusedCase) =>
  value === undefined && (field === 'merchantBizId' || field === 'productCode');

const REFUSED = REFUSED_CASES.filter(
  (refused) => refused.field !== 'extraParameters' && !isFilledIn(refused),
);

describe.each(adapters())('POST /verifications, on %s,', (adapter) => {
  const stage = useStage(`over_http_${adapter}`);
  let service: UntypedService;
  let sample: RunningApplication;
  beforeAll(async () => {
    service = withoutTypes((await stage.host()).service);
    sample = await application().on(adapter).start();
    return () => sample.stop();
  });
  beforeEach(async () => {
    sample.emulator.reset();
    await sample.dataSource.query('DELETE FROM id_verification');
  });

  const rows = () => sample.dataSource.query<unknown[]>('SELECT * FROM id_verification');

  it.each(OFFERED)('starts with $field: $what', async (accepted) => {
    const response = await sample.post('/verifications', requestWith(accepted));

    expect(response).toMatchObject({ status: 201, body: { status: 'PENDING' } });
  });

  it.each(REFUSED)('neither stores nor sends $field: $what', async (refused) => {
    const response = await sample.post('/verifications', requestWith(refused));

    expect(response.status).toBe(400);
    expect(await rows()).toEqual([]);
    expect(sample.emulator.requests()).toEqual([]);
  });

  it('refuses any mixture of bad fields for the very reasons that code is given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(REFUSED, { minLength: 1, maxLength: 5 }), async (cases) => {
        const request: Record<string, unknown> = Object.assign(
          {},
          ...cases.map(requestWith),
          ...cases.map(badField),
        );
        const fromCode = await brokenRulesOf(service.initialize(request));

        const response = await sample.post('/verifications', request);

        expect(new Set(listIn(response.body['errors']))).toEqual(new Set(fromCode));
      }),
      { numRuns: bySuite({ quick: 60, all: 200 }) },
    );
  });
});

/** The one field that a case is about; the last of two cases about one field wins. */
function badField({ field, value }: RefusedCase): Record<string, unknown> {
  return { [field]: value };
}

function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
