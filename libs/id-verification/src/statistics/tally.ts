import type { DropOffReason } from '../contract/drop-off-reason.js';
import type { CountedGroup, RollUp } from '../storage/statistics.store.js';
import type { VerificationReason } from '../storage/verification-reason.js';
import type { VerificationStatus } from '../storage/verification-status.js';

/** The number of verifications with one status, reason, drop-off reason and drop-off page. */
export interface StatusCount {
  readonly status: VerificationStatus;
  readonly reason: VerificationReason | null;
  readonly dropOffReason: DropOffReason | null;
  readonly dropOffPage: string | null;
  readonly count: number;
}

/** Seconds from Initialize to the verdict; undefined without a verdict. */
export interface TimeToVerdict {
  readonly median: number | undefined;
  readonly p95: number | undefined;
}

/** Adds up roll-ups and what was counted beside them. */
export class Tally {
  readonly counts: StatusCount[] = [];
  /** The number of verdicts by the seconds that they took. */
  private readonly verdicts = new Map<number, number>();

  addRollUp({ counts, seconds }: Pick<RollUp, 'counts' | 'seconds'>): void {
    for (const [status, reason, dropOffReason, dropOffPage, count] of counts) {
      this.counts.push({ status, reason, dropOffReason, dropOffPage, count });
    }
    for (const [took, count] of seconds) this.addVerdicts(took, count);
  }

  addGroup({ seconds, ...group }: Omit<CountedGroup, 'from'>): void {
    this.counts.push(group);
    if (seconds !== null) this.addVerdicts(seconds, group.count);
  }

  timeToVerdict(): TimeToVerdict {
    const verdicts = [...this.verdicts].sort(([a], [b]) => a - b);
    return { median: quantile(verdicts, 0.5), p95: quantile(verdicts, 0.95) };
  }

  private addVerdicts(seconds: number, count: number): void {
    this.verdicts.set(seconds, (this.verdicts.get(seconds) ?? 0) + count);
  }
}

/** Interpolated between the two nearest values, as `percentile_cont` of SQL does. */
function quantile(
  counted: readonly (readonly [value: number, count: number])[],
  share: number,
): number | undefined {
  const total = counted.reduce((sum, [, count]) => sum + count, 0);
  const position = share * (total - 1);
  const below = valueAt(counted, Math.floor(position));
  const above = valueAt(counted, Math.ceil(position));
  return below === undefined || above === undefined ? undefined : below + (above - below) * (position % 1);
}

function valueAt(
  counted: readonly (readonly [value: number, count: number])[],
  index: number,
): number | undefined {
  let before = 0;
  return counted.find(([, count]) => (before += count) > index)?.[0];
}
