import { SLOWED_DOWN_HINT } from '../resilience/rate-limit.service.js';
import {
  HEALTH_PROBLEM_CODES,
  type HealthProblem,
  type HealthProblemCode,
  type HealthSeverity,
} from './health-problem.js';
import type { HealthReadings, VerificationHealth } from './verification-health.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * The thresholds of problems, in milliseconds. Delays below the warnings occur in a healthy application: a deployment,
 * a burst of requests, a handler that failed once.
 */
export const HEALTH_LIMITS = {
  /** How long a verification may be due before it is checked. */
  backlog: { warning: 5 * MINUTE_MS, critical: 30 * MINUTE_MS },
  /** How long a delivery may be due before its handler is called. */
  deliveries: { warning: 5 * MINUTE_MS, critical: 30 * MINUTE_MS },
  /** How long evidence may wait for its sink; the link to a video is valid for 15 minutes. */
  evidence: { warning: 5 * MINUTE_MS, critical: 15 * MINUTE_MS },
  /** How long the vendor may fail. */
  vendorFailing: { critical: 5 * MINUTE_MS },
  /** How long an unusable response is reported; longer than the longest interval of checks. */
  notUnderstood: { warning: 30 * MINUTE_MS },
  /** The remaining time until the vendor deletes a missing result. */
  verdictDeletion: { critical: 7 * DAY_MS },
} as const;

interface Rule {
  readonly hint: string;
  readonly evaluate: (health: HealthReadings) => HealthSeverity | undefined;
}

const RULES: Readonly<Record<HealthProblemCode, Rule>> = {
  database_down: {
    hint: 'The database does not respond, is read-only, or lacks the library’s tables. No verification can be initialized or decided.',
    evaluate: ({ database }) => (database.status === 'down' ? 'critical' : undefined),
  },
  vendor_failing: {
    hint: 'Most vendor calls fail. Search the log for their error codes.',
    evaluate: vendorFailing,
  },
  responses_not_understood: {
    hint: 'A response did not come from the vendor, belonged to another request, or had an unknown format. Search the log for response_not_understood.',
    evaluate: notUnderstood,
  },
  clock_skewed: {
    hint: 'This machine’s clock is wrong, and the vendor refuses requests with a date that is more than 15 minutes off. Synchronise it by NTP.',
    evaluate: ({ vendor: { clockSkew } }) =>
      clockSkew === 'dangerous' ? 'critical' : warnIf(clockSkew === 'noticeable'),
  },
  backlog_late: {
    hint: 'Checks are overdue. Check that workers run, and search the log for vendor errors and rate limiting.',
    evaluate: ({ work }) => late(work?.backlog.oldestMs, HEALTH_LIMITS.backlog),
  },
  deliveries_late: {
    hint: 'Deliveries are overdue. Check that processes with the handlers run, and unregister handlers that were removed.',
    evaluate: ({ work }) => late(work?.deliveries.oldestMs, HEALTH_LIMITS.deliveries),
  },
  evidence_late: {
    hint: 'Evidence is overdue. Search the log for evidence_failed before the vendor deletes the evidence.',
    evaluate: ({ work }) => late(work?.evidence.oldestMs, HEALTH_LIMITS.evidence),
  },
  verdicts_overdue: {
    hint: 'The vendor returns no result for some verifications. Find the cause before it deletes their results after 30 days.',
    evaluate: verdictsOverdue,
  },
  deliveries_dead_lettered: {
    hint: 'Fix the failing handler, then call redeliver().',
    evaluate: ({ work }) => warnIf((work?.deliveries.deadLettered ?? 0) > 0),
  },
  handlers_inactive: {
    hint: 'No process registers these handlers. Deploy them again, or remove them with unregisterHandler().',
    evaluate: ({ work }) => warnIf((work?.inactiveHandlers.length ?? 0) > 0),
  },
  rate_limit_slowed_down: {
    hint: SLOWED_DOWN_HINT,
    evaluate: ({ work }) => warnIf(work?.rateLimit.some(({ slowedDown }) => slowedDown) ?? false),
  },
};

/** Evaluates the readings: lists the problems with their severity. */
export function evaluateHealth(readings: HealthReadings): VerificationHealth {
  const problems = HEALTH_PROBLEM_CODES.flatMap((code): HealthProblem[] => {
    const { hint, evaluate } = RULES[code];
    const severity = evaluate(readings);
    return severity === undefined ? [] : [{ code, severity, hint }];
  });
  const [critical, warnings] = [of(problems, 'critical'), of(problems, 'warning')];
  const status = critical.length > 0 ? 'down' : warnings.length > 0 ? 'degraded' : 'up';
  return { ...readings, status, problems: [...critical, ...warnings] };
}

function of(problems: readonly HealthProblem[], severity: HealthSeverity): HealthProblem[] {
  return problems.filter((problem) => problem.severity === severity);
}

/** An open circuit is a warning at first: it closes automatically when the vendor works again. */
function vendorFailing({ vendor: { failingSince }, checkedAt }: HealthReadings): HealthSeverity | undefined {
  if (failingSince === undefined) return undefined;
  const failingMs = checkedAt.getTime() - failingSince.getTime();
  return failingMs > HEALTH_LIMITS.vendorFailing.critical ? 'critical' : 'warning';
}

function notUnderstood({ vendor, checkedAt }: HealthReadings): HealthSeverity | undefined {
  const at = vendor.notUnderstoodAt;
  return warnIf(
    at !== undefined && checkedAt.getTime() - at.getTime() <= HEALTH_LIMITS.notUnderstood.warning,
  );
}

function verdictsOverdue({ work, checkedAt }: HealthReadings): HealthSeverity | undefined {
  const next = work?.overdueVerdicts.nextDeletionAt;
  if (next === undefined) return undefined;
  const leftMs = next.getTime() - checkedAt.getTime();
  return leftMs < HEALTH_LIMITS.verdictDeletion.critical ? 'critical' : 'warning';
}

function late(
  milliseconds: number | undefined,
  limits: { readonly warning: number; readonly critical: number },
): HealthSeverity | undefined {
  if (milliseconds === undefined || milliseconds <= limits.warning) return undefined;
  return milliseconds > limits.critical ? 'critical' : 'warning';
}

function warnIf(isWrong: boolean): HealthSeverity | undefined {
  return isWrong ? 'warning' : undefined;
}
