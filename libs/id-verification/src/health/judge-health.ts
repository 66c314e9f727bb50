import { SLOWED_DOWN_HINT } from '../cloudauth/quota.service.js';
import type { HealthReadings, VerificationHealth } from './verification-health.js';

/** Critical: somebody must be woken up. Warning: somebody must look at it, tomorrow. */
export type HealthSeverity = 'critical' | 'warning';

/** @publicApi */
export interface HealthProblem {
  readonly code: HealthProblemCode;
  readonly severity: HealthSeverity;
  /** What an operator can do about it. */
  readonly hint: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * From where on something is wrong, in milliseconds. Delays below the warnings happen in a healthy application: a
 * deployment, a burst of starts, a handler that failed once.
 */
export const HEALTH_LIMITS = {
  /** How long a verification may be due before the vendor is asked about it. */
  backlog: { warning: 5 * MINUTE_MS, critical: 30 * MINUTE_MS },
  /** How long a delivery may be due before its handler is called. */
  deliveries: { warning: 5 * MINUTE_MS, critical: 30 * MINUTE_MS },
  /** How long the vendor may fail. */
  vendorFailing: { critical: 5 * MINUTE_MS },
  /** How long a missing result may still be with the vendor; one that is deleted is lost. */
  resultDeletion: { critical: 7 * DAY_MS },
} as const;

interface Rule {
  readonly hint: string;
  readonly judge: (health: HealthReadings) => HealthSeverity | undefined;
}

const RULES = {
  database_down: {
    hint: 'The database does not answer, or lacks the library’s tables. Nothing can be started or decided.',
    judge: ({ database }) => (database.status === 'down' ? 'critical' : undefined),
  },
  vendor_failing: {
    hint: 'Most calls of the vendor fail. Look at the codes of the failures in the log.',
    judge: vendorFailing,
  },
  backlog_late: {
    hint: 'Verifications wait to be decided. Look for processes that work, for the vendor’s errors and for the quota.',
    judge: ({ work }) => late(work?.backlog.oldestMs, HEALTH_LIMITS.backlog),
  },
  deliveries_late: {
    hint: 'Outcomes wait to be handled. Look for processes that carry the handlers, and for retired ones.',
    judge: ({ work }) => late(work?.deliveries.oldestMs, HEALTH_LIMITS.deliveries),
  },
  results_overdue: {
    hint: 'The vendor gives no result for some verifications. Find out why before it deletes them after 30 days.',
    judge: resultsOverdue,
  },
  deliveries_dead: {
    hint: 'Mend the handler that fails, then call redeliver().',
    judge: ({ work }) => warnIf((work?.deliveries.dead ?? 0) > 0),
  },
  handlers_retired: {
    hint: 'No process carries these handlers. Deploy them again, or take them off the record with retireHandler().',
    judge: ({ work }) => warnIf((work?.retiredHandlers.length ?? 0) > 0),
  },
  quota_slowed_down: {
    hint: SLOWED_DOWN_HINT,
    judge: ({ work }) => warnIf(work?.quota.some(({ slowedDown }) => slowedDown) ?? false),
  },
} as const satisfies Record<string, Rule>;

/** @publicApi */
export type HealthProblemCode = keyof typeof RULES;

/** Every code there is, for whoever counts or translates them. */
export const HEALTH_PROBLEM_CODES = Object.keys(RULES) as readonly HealthProblemCode[];

/** Says what of it is wrong, and whether that can wait. */
export function judgeHealth(readings: HealthReadings): VerificationHealth {
  const problems = HEALTH_PROBLEM_CODES.flatMap((code): HealthProblem[] => {
    const { hint, judge }: Rule = RULES[code];
    const severity = judge(readings);
    return severity === undefined ? [] : [{ code, severity, hint }];
  });
  const [critical, warnings] = [of(problems, 'critical'), of(problems, 'warning')];
  const status = critical.length > 0 ? 'down' : warnings.length > 0 ? 'degraded' : 'up';
  return { ...readings, status, problems: [...critical, ...warnings] };
}

function of(problems: readonly HealthProblem[], severity: HealthSeverity): HealthProblem[] {
  return problems.filter((problem) => problem.severity === severity);
}

/** An open circuit alone is a warning: it closes by itself when the vendor is back. */
function vendorFailing({ vendor: { failingSince }, checkedAt }: HealthReadings): HealthSeverity | undefined {
  if (failingSince === undefined) return undefined;
  const failingMs = checkedAt.getTime() - failingSince.getTime();
  return failingMs > HEALTH_LIMITS.vendorFailing.critical ? 'critical' : 'warning';
}

function resultsOverdue({ work, checkedAt }: HealthReadings): HealthSeverity | undefined {
  const next = work?.overdueResults.nextDeletionAt;
  if (next === undefined) return undefined;
  const leftMs = next.getTime() - checkedAt.getTime();
  return leftMs < HEALTH_LIMITS.resultDeletion.critical ? 'critical' : 'warning';
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
