import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { HealthProblem, RateLimitHealth, VerificationHealth, WorkHealth } from 'nestjs-id-verification';

const STATUSES = ['up', 'degraded', 'down'] as const;
const BREAKER_STATES = ['closed', 'open', 'half-open', 'off'] as const;

/** How the module is, as this process sees it. */
export class HealthResponse {
  @ApiProperty({
    description: '`degraded` where there are warnings only, `down` where something is critical.',
    enum: STATUSES,
    example: 'up',
  })
  readonly status: VerificationHealth['status'];

  @ApiProperty({
    description: 'What is wrong, critical problems first.',
    type: 'array',
    items: {
      type: 'object',
      required: ['code', 'severity', 'hint'],
      properties: {
        code: { type: 'string' },
        severity: { type: 'string', enum: ['critical', 'warning'] },
        hint: { type: 'string', description: 'What to do about it.' },
      },
    },
    example: [],
  })
  readonly problems: readonly HealthProblem[];

  @ApiProperty({
    description: '`open`: most calls of the vendor failed, and none is made for a short time.',
    enum: BREAKER_STATES,
    example: 'closed',
  })
  readonly circuitBreaker: VerificationHealth['vendor']['circuitBreaker'];

  @ApiPropertyOptional({
    description: 'When the vendor last responded as it should, to any process.',
    type: String,
    format: 'date-time',
    example: '2026-01-31T10:00:00.000Z',
  })
  readonly lastVendorSuccessAt: Date | undefined;

  @ApiPropertyOptional({
    description: 'Verifications whose check is due; absent without the database.',
    type: 'object',
    required: ['due', 'oldestMs'],
    properties: { due: { type: 'integer' }, oldestMs: { type: 'number' } },
    example: { due: 0, oldestMs: 0 },
  })
  readonly backlog: WorkHealth['backlog'] | undefined;

  @ApiProperty({
    description: 'The vendor’s limit by operation, over all processes of the account.',
    type: 'array',
    items: {
      type: 'object',
      required: ['operation', 'perSecond', 'used', 'waiting', 'slowedDown', 'pacePerSecond'],
      properties: {
        operation: { type: 'string' },
        perSecond: { type: 'number', description: 'The limit.' },
        used: { type: 'integer', description: 'Calls in the last second.' },
        waiting: { type: 'integer', description: 'Callers that wait for their permit.' },
        slowedDown: { type: 'boolean', description: 'Whether the vendor has refused some.' },
        pacePerSecond: { type: 'number', description: 'Calls per second at most now.' },
      },
    },
    example: [
      { operation: 'Initialize', perSecond: 20, used: 3, waiting: 0, slowedDown: false, pacePerSecond: 20 },
    ],
  })
  readonly rateLimit: readonly RateLimitHealth[];

  constructor({ status, problems, vendor, work }: VerificationHealth) {
    this.status = status;
    this.problems = problems;
    this.circuitBreaker = vendor.circuitBreaker;
    this.lastVendorSuccessAt = work?.lastVendorSuccessAt ?? vendor.lastSuccessAt;
    this.backlog = work?.backlog;
    this.rateLimit = work?.rateLimit ?? [];
  }
}
