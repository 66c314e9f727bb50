import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  VERIFICATION_STATUSES,
  type StatisticsBucket,
  type VerificationStatistics,
} from 'nestjs-id-verification';

/** Seconds from start to verdict. */
export class SecondsToVerdictResponse {
  @ApiPropertyOptional({ description: 'Absent where there is no verdict.', type: Number, example: 41.5 })
  readonly median: number | undefined;

  @ApiPropertyOptional({ description: 'Absent where there is no verdict.', type: Number, example: 118 })
  readonly p95: number | undefined;
}

/** What any span of time holds. */
class CountsResponse {
  @ApiProperty({ description: 'The number of verifications.', type: 'integer', example: 120 })
  readonly total: number;

  @ApiProperty({
    description: 'The number of verifications by status.',
    type: 'object',
    required: [...VERIFICATION_STATUSES],
    properties: Object.fromEntries(VERIFICATION_STATUSES.map((status) => [status, { type: 'integer' }])),
    example: { INITIALIZING: 0, PENDING: 4, PASSED: 110, FAILED: 5, EXPIRED: 1, REJECTED: 0 },
  })
  readonly byStatus: VerificationStatistics['byStatus'];

  @ApiPropertyOptional({
    description:
      'The share of passed verifications among those that passed or failed, 0 to 1; absent if there are none.',
    type: Number,
    example: 0.96,
  })
  readonly passRate: number | undefined;

  @ApiProperty({ description: 'Seconds from initialize to verdict.', example: { median: 41.5, p95: 118 } })
  readonly secondsToVerdict: SecondsToVerdictResponse;

  constructor({ total, byStatus, passRate, secondsToVerdict }: Omit<StatisticsBucket, 'from'>) {
    this.total = total;
    this.byStatus = byStatus;
    this.passRate = passRate;
    this.secondsToVerdict = secondsToVerdict;
  }
}

/** Verifications in numbers. */
export class StatisticsResponse extends CountsResponse {
  @ApiProperty({
    description: 'The number of ended verifications by reason.',
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { verified: 110, liveness_risk: 4 },
  })
  readonly byReason: VerificationStatistics['byReason'];

  @ApiProperty({
    description: 'Why users did not finish, according to the vendor’s log.',
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { user_exit: 3, not_started: 1 },
  })
  readonly byDropOffReason: VerificationStatistics['byDropOffReason'];

  @ApiProperty({
    description: 'On which pages users left, as the vendor names them.',
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { FACE: 3 },
  })
  readonly byDropOffPage: VerificationStatistics['byDropOffPage'];

  constructor(statistics: VerificationStatistics) {
    super(statistics);
    this.byReason = statistics.byReason;
    this.byDropOffReason = statistics.byDropOffReason;
    this.byDropOffPage = statistics.byDropOffPage;
  }
}

/** An hour or a day in numbers. */
export class StatisticsBucketResponse extends CountsResponse {
  @ApiProperty({ description: 'The start of the bucket.', example: '2026-01-31T10:00:00.000Z' })
  readonly from: Date;

  constructor(bucket: StatisticsBucket) {
    super(bucket);
    this.from = bucket.from;
  }
}

/** Every hour or day of a span, in order. */
export class StatisticsOverTimeResponse {
  @ApiProperty({ description: 'One for each hour or day.', type: [StatisticsBucketResponse] })
  readonly buckets: readonly StatisticsBucketResponse[];

  constructor(buckets: readonly StatisticsBucket[]) {
    this.buckets = buckets.map((bucket) => new StatisticsBucketResponse(bucket));
  }
}
