import { IsIn } from 'class-validator';
import type { StatisticsOverTimeRange, StatisticsRange } from 'nestjs-id-verification';
import { IsInstant } from 'nestjs-id-verification-http';

/** The query of `GET /operations/statistics`. */
export class SpanDto {
  @IsInstant()
  readonly from!: string;

  @IsInstant()
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
