import * as fc from 'fast-check';
import { INITIALIZE_PARAMETERS } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters, bySuite } from '../support/runner/suite.js';

const RUNS = { numRuns: bySuite({ quick: 50, all: 150 }) };

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const anyValue = fc.oneof(anyText, fc.jsonValue({ maxDepth: 2 }));
const fieldNames = [...Object.keys(INITIALIZE_PARAMETERS), 'extraParameters', '__proto__', 'constructor'];
const almostABody = fc.dictionary(fc.constantFrom(...fieldNames), anyValue);

async function blamesItself(response: Promise<{ status: number }>): Promise<boolean> {
  return (await response).status >= 500;
}

describe.each(adapters())('Whatever a caller sends, on %s,', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
  });
  afterAll(() => sample.stop());

  it('as a body, the response is never a 500', async () => {
    const body = fc.oneof(
      fc.json(),
      almostABody.map((fields) => JSON.stringify(fields)),
      almostABody.map((fields) => JSON.stringify({ ...LEAST_BODY, ...fields })),
      anyText,
    );
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        expect(await blamesItself(sample.postText('/verifications', text))).toBe(false);
      }),
      RUNS,
    );
  });

  it('as a path or query, the response is never a 500', async () => {
    const name = fc.oneof(fc.constantFrom('status', 'limit', 'cursor'), anyText);
    const query = fc.array(fc.tuple(name, anyText), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(anyText, query, async (segment, pairs) => {
        const search = pairs.map((pair) =>
          pair.map((text) => encodeURIComponent(text.toWellFormed())).join('='),
        );
        expect(await blamesItself(sample.get(`/verifications?${search.join('&')}`))).toBe(false);
        const path = encodeURIComponent(segment.toWellFormed());
        expect(await blamesItself(sample.get(`/verifications/${path}`))).toBe(false);
      }),
      RUNS,
    );
  });
});
