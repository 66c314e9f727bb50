import { IsIn } from 'class-validator';
import type { StatisticsOverTimeRange, StatisticsRange } from 'nestjs-id-verification';
import { IfGiven, IsInstant } from 'nestjs-id-verification-http';

/** The query of `GET /operations/statistics`. */
export class SpanDto {
  /** A day before the end where it is absent. */
  @IfGiven()
  @IsInstant()
  readonly from?: string;

  /** Now where it is absent. */
  @IfGiven()
  @IsInstant()
  readonly before?: string;
}

const DAY_MS = 24 * 60 * 60_000;

/** The query of `GET /operations/statistics/over-time`. */
export class SpanInBucketsDto extends SpanDto {
  @IsIn(['hour', 'day'], { message: '$property must be one of hour, day' })
  readonly bucket!: StatisticsOverTimeRange['bucket'];
}

export function toRange({ from, before }: SpanDto, now = new Date()): StatisticsRange {
  const end = before === undefined ? now : new Date(before);
  return { from: from === undefined ? new Date(end.getTime() - DAY_MS) : new Date(from), before: end };
}
