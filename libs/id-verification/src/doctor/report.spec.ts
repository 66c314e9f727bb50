import { describe, expect, it } from 'vitest';
import { fail, ok, skip, warn } from './finding.js';
import { asJson, asLines, isHealthy } from './report.js';

const FINDINGS = [
  ok('dns', { detail: 'found', ms: 12 }),
  warn('clock', { detail: '12.0 s behind' }, 'Set it.'),
  fail('credentials', { detail: 'SignatureDoesNotMatch' }, 'Check the secret.'),
  skip('callback', 'not set'),
];

describe('The report', () => {
  it('is a line for each check, with what to do below, and a count', () => {
    expect(asLines(FINDINGS)).toBe(
      [
        'ok    dns              12 ms  found',
        'warn  clock                   12.0 s behind',
        '      → Set it.',
        'fail  credentials             SignatureDoesNotMatch',
        '      → Check the secret.',
        'skip  callback                not set',
        '',
        '1 ok, 1 warning, 1 failed, 1 not checked',
        '',
      ].join('\n'),
    );
  });

  it('is one object for machines', () => {
    expect(JSON.parse(asJson(FINDINGS))).toEqual({ ok: false, findings: FINDINGS });
  });

  it('succeeds without a failure, whatever warnings there are', () => {
    expect(isHealthy(FINDINGS)).toBe(false);
    expect(isHealthy(FINDINGS.filter(({ status }) => status !== 'fail'))).toBe(true);
  });
});
