/**
 * `ok`: as it should be. `warn`: works, and could be better. `fail`: does not work. `skip`: not checked, because it is
 * not set, not in use, or hidden by a failure before it.
 */
export type FindingStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** What came of one check. Holds nothing personal and no secret. */
export interface Finding {
  /** What was checked, for example `public: dns`; the same in every run. */
  readonly check: string;
  readonly status: FindingStatus;
  /** What was found, in a few words. */
  readonly detail: string;
  /** How long it took, in whole milliseconds. */
  readonly ms?: number;
  /** What to do about it. */
  readonly fix?: string;
}

/** What a check examined, without its status. */
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
