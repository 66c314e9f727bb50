import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEALTH_LIMITS, evaluateHealth } from './evaluate-health.js';
import type { HealthReadings, WorkHealth } from './verification-health.js';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const ago = (milliseconds: number) => new Date(NOW.getTime() - milliseconds);

const QUIET: WorkHealth = {
  lastVendorSuccessAt: undefined,
  backlog: { due: 0, oldestMs: 0 },
  deliveries: { pending: 0, oldestMs: 0, deadLettered: 0 },
  evidence: { pending: 0, oldestMs: 0 },
  inactiveHandlers: [],
  overdueVerdicts: { count: 0, nextDeletionAt: undefined },
  rateLimit: [],
};

const HEALTHY: HealthReadings = {
  checkedAt: NOW,
  database: { status: 'up', error: undefined },
  vendor: {
    circuitBreaker: 'closed',
    failingSince: undefined,
    notUnderstoodAt: undefined,
    clockSkew: 'none',
    lastSuccessAt: undefined,
  },
  work: QUIET,
};

const evaluated = (readings: Partial<HealthReadings>) => {
  const { status, problems } = evaluateHealth({ ...HEALTHY, ...readings });
  return [status, ...problems.map(({ code, severity }) => `${severity} ${code}`)].join(', ');
};
const withWork = (work: Partial<WorkHealth>) => evaluated({ work: { ...QUIET, ...work } });

const rateLimit = (slowedDown: boolean) => [
  { operation: 'Initialize', perSecond: 10, used: 10, waiting: 99, slowedDown, pacePerSecond: 8 },
];

describe('Health', () => {
  it('is up when nothing is wrong, also before anything was done', () => {
    expect(evaluated({})).toBe('up');
  });

  it('is down without the database, of whose work nothing is known then', () => {
    expect(evaluated({ database: { status: 'down', error: 'ECONNREFUSED' }, work: undefined })).toBe(
      'down, critical database_down',
    );
  });

  it.each([
    [5 * MINUTE_MS, 'up'],
    [5 * MINUTE_MS + 1, 'degraded, warning backlog_late'],
    [30 * MINUTE_MS, 'degraded, warning backlog_late'],
    [30 * MINUTE_MS + 1, 'down, critical backlog_late'],
  ])('with a check that has been due for %i ms is %s', (oldestMs, expected) => {
    expect(withWork({ backlog: { due: 1, oldestMs } })).toBe(expected);
  });

  it.each([
    [5 * MINUTE_MS, 'up'],
    [5 * MINUTE_MS + 1, 'degraded, warning deliveries_late'],
    [30 * MINUTE_MS + 1, 'down, critical deliveries_late'],
  ])('with a delivery that has been due for %i ms is %s', (oldestMs, expected) => {
    expect(withWork({ deliveries: { pending: 1, oldestMs, deadLettered: 0 } })).toBe(expected);
  });

  it.each([
    [
      'dead-lettered deliveries',
      { deliveries: { pending: 0, oldestMs: 0, deadLettered: 1 } },
      'deliveries_dead_lettered',
    ],
    ['a handler that no process registers', { inactiveHandlers: ['approve'] }, 'handlers_inactive'],
    ['a rate limit that others use too', { rateLimit: rateLimit(true) }, 'rate_limit_slowed_down'],
  ])('is degraded with %s, which needs an operator but not at once', (_, work, code) => {
    expect(withWork(work)).toBe(`degraded, warning ${code}`);
  });

  it('is not troubled by a rate limit that is used up', () => {
    expect(withWork({ rateLimit: rateLimit(false) })).toBe('up');
  });

  it.each([
    [29 * DAY_MS, 'degraded, warning verdicts_overdue'],
    [7 * DAY_MS, 'degraded, warning verdicts_overdue'],
    [7 * DAY_MS - 1, 'down, critical verdicts_overdue'],
    [-1, 'down, critical verdicts_overdue'],
  ])('with a missing result that the vendor deletes in %i ms is %s', (leftMs, expected) => {
    expect(withWork({ overdueVerdicts: { count: 1, nextDeletionAt: ago(-leftMs) } })).toBe(expected);
  });

  describe.each(['open', 'half-open'] as const)('while the circuit is %s', (circuitBreaker) => {
    const failing = (failingSince: Date) =>
      evaluated({
        vendor: {
          circuitBreaker,
          failingSince,
          notUnderstoodAt: undefined,
          clockSkew: 'none',
          lastSuccessAt: ago(DAY_MS),
        },
      });

    it('is degraded for five minutes, also after a long silence', () => {
      expect(failing(ago(5 * MINUTE_MS))).toBe('degraded, warning vendor_failing');
    });

    it('is down after that', () => {
      expect(failing(ago(5 * MINUTE_MS + 1))).toBe('down, critical vendor_failing');
    });
  });

  it.each(['closed', 'off'] as const)('does not mind a long silence while the circuit is %s', (state) => {
    const vendor = {
      circuitBreaker: state,
      failingSince: undefined,
      notUnderstoodAt: undefined,
      clockSkew: 'none' as const,
      lastSuccessAt: ago(DAY_MS),
    };
    expect(evaluated({ vendor })).toBe('up');
  });

  it.each([
    ['noticeable', 'degraded, warning clock_skewed'],
    ['dangerous', 'down, critical clock_skewed'],
  ] as const)('with a %s skew of the clock is %s', (clockSkew, expected) => {
    expect(evaluated({ vendor: { ...HEALTHY.vendor, clockSkew } })).toBe(expected);
  });

  it('names critical problems before warnings, each with what to do', () => {
    const { problems } = evaluateHealth({
      ...HEALTHY,
      vendor: {
        circuitBreaker: 'open',
        failingSince: NOW,
        notUnderstoodAt: undefined,
        clockSkew: 'none',
        lastSuccessAt: NOW,
      },
      work: { ...QUIET, backlog: { due: 1, oldestMs: DAY_MS }, inactiveHandlers: ['approve'] },
    });

    expect(problems.map(({ severity }) => severity)).toEqual(['critical', 'warning', 'warning']);
    expect(problems.every(({ hint }) => hint.length > 20)).toBe(true);
  });

  it('never improves when a delay grows', () => {
    const order = ['up', 'degraded', 'down'];
    const age = fc.nat(HEALTH_LIMITS.backlog.critical * 2);
    const statusAt = (oldestMs: number) =>
      order.indexOf(evaluateHealth({ ...HEALTHY, work: { ...QUIET, backlog: { due: 1, oldestMs } } }).status);
    fc.assert(
      fc.property(age, age, (a, b) => {
        expect(statusAt(Math.min(a, b))).toBeLessThanOrEqual(statusAt(Math.max(a, b)));
      }),
    );
  });
});
