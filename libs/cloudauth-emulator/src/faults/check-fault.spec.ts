import { describe, expect, it } from 'vitest';
import { faultProblems } from './check-fault.js';

describe('a fault that cannot be injected', () => {
  it.each([
    [{}, 'kind'],
    [{ kind: 'earthquake' }, 'kind'],
    [{ kind: 'hang', times: 0 }, 'times'],
    [{ kind: 'hang', times: 1.5 }, 'times'],
    [{ kind: 'hang', times: 'always' }, 'times'],
    [{ kind: 'hang', probability: 2 }, 'probability'],
    [{ kind: 'hang', probabilty: 0.5 }, 'probabilty'],
    [{ kind: 'latency' }, 'ms'],
    [{ kind: 'latency', ms: -1 }, 'ms'],
    [{ kind: 'latency', ms: { min: 5, max: 1 } }, 'ms'],
    [{ kind: 'rawResponse', status: 99, body: '' }, 'status'],
    [{ kind: 'rawResponse', status: 200 }, 'body'],
    [{ kind: 'rawResponse', status: 200, body: '', contentType: 'a\r\nb' }, 'contentType'],
    [{ kind: 'redirect', location: 'a\nb' }, 'location'],
    [{ kind: 'mergeBody', body: [] }, 'body'],
    [{ kind: 'dripBody', bytes: 0, intervalMs: 1 }, 'bytes'],
    [{ kind: 'slowHead', bytes: 1 }, 'intervalMs'],
    [{ kind: 'throttling', code: 'Throttling' }, 'code'],
    ['hang', '(body)'],
  ])('%j is refused by its field', (fault, field) => {
    expect(faultProblems(fault).map((problem) => problem.field)).toEqual([field]);
  });
});
