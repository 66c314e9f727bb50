/**
 * Critical: an operator must act at once. Warning: within a day.
 *
 * @publicApi
 */
export type HealthSeverity = 'critical' | 'warning';

/**
 * A problem that an operator should act on.
 *
 * @publicApi
 */
export interface HealthProblem {
  readonly code: HealthProblemCode;
  readonly severity: HealthSeverity;
  /** What an operator can do about it. */
  readonly hint: string;
}

/**
 * All codes, for programs that count or translate them.
 *
 * @publicApi
 */
export const HEALTH_PROBLEM_CODES = [
  'database_down',
  'vendor_failing',
  'responses_not_understood',
  'clock_skewed',
  'backlog_late',
  'deliveries_late',
  'evidence_late',
  'verdicts_overdue',
  'deliveries_dead_lettered',
  'handlers_inactive',
  'rate_limit_slowed_down',
] as const;

/**
 * The code of a {@link HealthProblem}. The list is closed.
 *
 * @publicApi
 */
export type HealthProblemCode = (typeof HEALTH_PROBLEM_CODES)[number];
