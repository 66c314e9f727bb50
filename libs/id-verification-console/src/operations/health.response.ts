import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type {
  DatabaseHealth,
  HealthProblem,
  RateLimitHealth,
  VerificationHealth,
  WorkHealth,
} from 'nestjs-id-verification';

const STATUSES = ['up', 'degraded', 'down'] as const;
const BREAKER_STATES = ['closed', 'open', 'half-open', 'off'] as const;

/** The health of the module, as seen from this process. */
export class HealthResponse {
  @ApiProperty({
    description: '`degraded` if there are only warnings, `down` if a problem is critical.',
    enum: STATUSES,
    example: 'up',
  })
  readonly status: VerificationHealth['status'];

  @ApiProperty({
    description: 'The problems, critical ones first.',
    type: 'array',
    items: {
      type: 'object',
      required: ['code', 'severity', 'hint'],
      properties: {
        code: { type: 'string' },
        severity: { type: 'string', enum: ['critical', 'warning'] },
        hint: { type: 'string', description: 'The fix.' },
      },
    },
    example: [],
  })
  readonly problems: readonly HealthProblem[];

  @ApiProperty({
    description: 'Whether the database responds, accepts writes and has the library’s tables.',
    type: 'object',
    required: ['status'],
    properties: {
      status: { type: 'string', enum: ['up', 'down'] },
      error: {
        type: 'string',
        description: 'The code of PostgreSQL or Node; `timeout`; `unknown`. Absent while it is up.',
      },
    },
    example: { status: 'up' },
  })
  readonly database: DatabaseHealth;

  @ApiProperty({
    description: '`open`: most vendor calls failed, and none is made for a short time.',
    enum: BREAKER_STATES,
    example: 'closed',
  })
  readonly circuitBreaker: VerificationHealth['vendor']['circuitBreaker'];

  @ApiPropertyOptional({
    description: 'The last success of the vendor, in any process.',
    type: Date,
    example: '2026-01-31T10:00:00.000Z',
  })
  readonly lastVendorSuccessAt: Date | undefined;

  @ApiPropertyOptional({
    description: 'Verifications that are due for a check; absent without the database.',
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
        used: { type: 'integer', description: 'Permits in the last second.' },
        waiting: { type: 'integer', description: 'Callers that wait for a permit.' },
        slowedDown: {
          type: 'boolean',
          description: 'Whether calls are slowed down because the vendor throttled some.',
        },
        pacePerSecond: { type: 'number', description: 'The current maximum of calls per second.' },
      },
    },
    example: [
      { operation: 'Initialize', perSecond: 20, used: 3, waiting: 0, slowedDown: false, pacePerSecond: 20 },
    ],
  })
  readonly rateLimit: readonly RateLimitHealth[];

  constructor({ status, problems, database, vendor, work }: VerificationHealth) {
    this.status = status;
    this.problems = problems;
    this.database = database;
    this.circuitBreaker = vendor.circuitBreaker;
    this.lastVendorSuccessAt = work?.lastVendorSuccessAt ?? vendor.lastSuccessAt;
    this.backlog = work?.backlog;
    this.rateLimit = work?.rateLimit ?? [];
  }
}
