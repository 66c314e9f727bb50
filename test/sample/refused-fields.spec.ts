import { FACE_LIVENESS } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { problemIn } from '../support/http/problem-in.js';
import {
  MINIMAL_REQUEST,
  REFUSED_CASES,
  requestWith,
  UNKNOWN_FIELDS,
  type RefusedCase,
} from '../support/vendor/initialize-parameter-cases.js';
import { adapters } from '../support/runner/suite.js';

/** The application fills these in when they are absent. */
const isFilledIn = ({ field, value }: RefusedCase) =>
  (field === 'merchantBizId' || field === 'productCode') && value === undefined;

const CASES = REFUSED_CASES.filter((refused) => refused.field !== 'extraParameters' && !isFilledIn(refused));

describe.each(adapters())('A start with a field that breaks a rule, on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
  });
  afterAll(() => sample.stop());

  it.each(CASES)('is refused: $field, $what', async (refused) => {
    const response = await sample.post('/verifications', requestWith(refused));

    expect(problemIn(response)).toBe('400 invalid_request');
    expect(response.body['errors']).toContainEqual({
      field: refused.field,
      rule: refused.rule,
      message: expect.stringContaining(refused.field),
    });
  });

  it('is tried for every field of the table', () => {
    expect(new Set(CASES.map(({ field }) => field))).toEqual(new Set(Object.keys(FACE_LIVENESS.parameters)));
  });

  it.each([...UNKNOWN_FIELDS, 'extraParameters'])('is refused: the unknown field %s', async (field) => {
    // Written as text, because an object literal would take __proto__ for its prototype.
    const body = `${JSON.stringify(MINIMAL_REQUEST).slice(0, -1)},${JSON.stringify(field)}:{"prototype":{"a":1}}}`;
    const response = await sample.postText('/verifications', body);

    expect(problemIn(response)).toBe('400 invalid_request');
    expect(response.body['errors']).toEqual([{ field, rule: 'unknownField', message: expect.any(String) }]);
  });

  it('names every broken rule at once, and never a value', async () => {
    const response = await sample.post('/verifications', {
      merchantUserId: 'a-personal-value\0',
      metaInfo: 'another-personal-value',
      sceneCode: 'yet-another-personal-value',
    });

    expect(response.body['errors']).toHaveLength(4);
    expect(response.text).not.toContain('personal-value');
  });

  it('reaches neither the database nor the vendor', async () => {
    const [rows] = await sample.dataSource.query<{ count: string }[]>('SELECT count(*) FROM id_verification');
    expect(rows?.count).toBe('0');
    expect(sample.emulator.requests()).toEqual([]);
  });
});
