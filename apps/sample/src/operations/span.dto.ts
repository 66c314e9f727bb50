import { IsIn, isISO8601, ValidateBy } from 'class-validator';
import type { StatisticsOverTimeRange, StatisticsRange } from 'nestjs-id-verification';

const IN_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/;

const IsInstant = () =>
  ValidateBy({
    name: 'isInstant',
    validator: {
      // Date alone would take the 31st of February as the 3rd of March.
      validate: (value) =>
        typeof value === 'string' && IN_UTC.test(value) && isISO8601(value, { strict: true }),
      defaultMessage: () => '$property must be a time in UTC like 2026-06-01T12:00:00Z, given once',
    },
  });

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
