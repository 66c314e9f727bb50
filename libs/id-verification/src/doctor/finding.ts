/**
 * `ok`: works. `warn`: works, but could be better. `fail`: does not work. `skip`: not checked, because it is not set,
 * not in use, or hidden by an earlier failure.
 */
export type FindingStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** The result of one check. Contains no personal data and no secret. */
export interface Finding {
  /** What was checked, for example `public: dns`; the same in every run. */
  readonly check: string;
  readonly status: FindingStatus;
  /** The result in a few words. */
  readonly detail: string;
  /** How long it took, in whole milliseconds. */
  readonly ms?: number;
  /** How to fix it. */
  readonly fix?: string;
}

/** The measured part of a finding. */
type Seen = Omit<Finding, 'check' | 'status' | 'fix'>;

export function ok(check: string, seen: Seen): Finding {
  return { check, status: 'ok', ...seen };
}

export function warn(check: string, seen: Seen, fix: string): Finding {
  return { check, status: 'warn', ...seen, fix };
}

export function fail(check: string, seen: Seen, fix: string): Finding {
  return { check, status: 'fail', ...seen, fix };
}

export function skip(check: string, detail: string): Finding {
  return { check, status: 'skip', detail };
}
