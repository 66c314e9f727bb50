import { flag, integer } from './option.js';
import { OptionTable, type Given, type Resolved } from './option-table.js';

const WORKER = new OptionTable({
  /** False for a process that only serves requests, if others run the workers. @default true */
  enabled: flag().default(true),
  /** The maximum number of concurrent checks. @default 5 */
  batchSize: integer(1, 100).default(5),
  /** The poll interval; up to 10 s while nothing is due and other processes notify this one. @default 1000 */
  pollIntervalMs: integer(100, 60_000).default(1_000),
});

/**
 * The workers of this process.
 *
 * @publicApi
 */
export interface WorkerOptions extends Given<typeof WORKER> {}

export interface ResolvedWorkerOptions extends Resolved<typeof WORKER> {}

const DELIVERY = new OptionTable({
  /** After this many failed attempts a delivery is dead-lettered. @default 10 */
  maxAttempts: integer(1, 100).default(10),
  /** The timeout of a handler, and of the evidence sink. @default 30000 */
  timeoutMs: integer(100, 300_000).default(30_000),
  /** The delay after the first failed attempt, doubled with each further one. @default 1000 */
  initialDelayMs: integer(10, 3_600_000).default(1_000),
  /** The maximum delay. @default 3600000 */
  maxDelayMs: integer(10, 86_400_000).default(3_600_000),
  /** The maximum number of concurrent handler calls; each uses a connection. @default 4 */
  concurrency: integer(1, 100).default(4),
});

/**
 * Deliveries of outcomes to handlers.
 *
 * @publicApi
 */
export interface DeliveryOptions extends Given<typeof DELIVERY> {}

export interface ResolvedDeliveryOptions extends Resolved<typeof DELIVERY> {}

/** The range of a retention period in days. */
export const RETENTION_DAYS = integer(1, 36_500);

/** The options of workers, statements and shutdown. */
export const WORK = new OptionTable({
  /** The workers: background loops for due checks and deliveries. @default {} */
  workers: WORKER.asOption<WorkerOptions, ResolvedWorkerOptions>().default({}),
  /** Deliveries to outcome handlers. @default {} */
  delivery: DELIVERY.asOption<DeliveryOptions, ResolvedDeliveryOptions>().default({}),
  /** The timeout of one statement of the library, after which its connection is closed. @default 30000 */
  statementTimeoutMs: integer(100, 600_000).default(30_000),
  /**
   * Prepares each statement once for each connection, which saves the server most of its planning. By default on, unless
   * a pooler stands between; a pooler in transaction mode must support prepared statements, as PgBouncer does from 1.21
   * with `max_prepared_statements`.
   */
  preparedStatements: flag().optional(),
  /**
   * The days from the end of a verification to its purge, unless `initialize` was called with another value. @default
   * 365
   */
  retentionDays: RETENTION_DAYS.default(365),
  /**
   * The days for which the events of operators are kept, whatever becomes of the verification: who did what, when and
   * why. @default 730
   */
  operatorEventRetentionDays: RETENTION_DAYS.default(730),
  /**
   * The time for in-flight work when the application stops; then vendor calls are aborted, and their rows are left to
   * other processes. @default 15000
   */
  gracefulShutdownTimeoutMs: integer(0, 300_000).default(15_000),
});

export interface WorkOptions extends Given<typeof WORK> {}
