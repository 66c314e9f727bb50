import { IsIn, Matches } from 'class-validator';
import type { StatisticsOverTimeRange, StatisticsRange } from 'nestjs-id-verification';

const IsMoment = () =>
  Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/, {
    message: '$property must be a time in UTC like 2026-06-01T12:00:00Z, given once',
  });

/** The query of `GET /operations/statistics`. */
export class SpanDto {
  @IsMoment()
  readonly from!: string;

  @IsMoment()
  readonly before!: string;
}

/** The query of `GET /operations/statistics/over-time`. */
export class SpanInBucketsDto extends SpanDto {
  @IsIn(['hour', 'day'], { message: '$property must be one of hour, day' })
  readonly bucket!: StatisticsOverTimeRange['bucket'];
}

export function toRange({ from, before }: SpanDto): StatisticsRange {
  return { from: new Date(from), before: new Date(before) };
}
