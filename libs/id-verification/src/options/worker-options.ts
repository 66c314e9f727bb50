import { flag, integer } from './option.js';
import { OptionTable, type Given, type Resolved } from './option-table.js';

const WORKER = new OptionTable({
  /** False for a process that only serves requests, while others run the workers. @default true */
  enabled: flag().default(true),
  /** How many verifications are checked at once. @default 5 */
  batchSize: integer(1, 100).default(5),
  /** The time between two polls when nothing is due. @default 1000 */
  pollIntervalMs: integer(100, 60_000).default(1_000),
});

/**
 * Which workers run in this process, and how often they poll.
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
  /** The longest delay. @default 3600000 */
  maxDelayMs: integer(10, 86_400_000).default(3_600_000),
  /** How many handlers run at once; each holds a connection. @default 4 */
  concurrency: integer(1, 100).default(4),
});

/**
 * How outcomes are delivered to handlers.
 *
 * @publicApi
 */
export interface DeliveryOptions extends Given<typeof DELIVERY> {}

export interface ResolvedDeliveryOptions extends Resolved<typeof DELIVERY> {}

/** After how many days verifications are purged: the module's option, and that of one verification. */
export const RETENTION_DAYS = integer(1, 36_500);

/** The workers, their statements, and how they end. */
export const WORK = new OptionTable({
  /** The background loops: checks of due verifications, and deliveries to outcome handlers. @default {} */
  workers: WORKER.asOption<WorkerOptions, ResolvedWorkerOptions>().default({}),
  /** How outcome handlers are called. @default {} */
  delivery: DELIVERY.asOption<DeliveryOptions, ResolvedDeliveryOptions>().default({}),
  /**
   * The timeout of one statement of the library. Then its connection is ended, so that an unreachable server blocks
   * nothing. @default 30000
   */
  statementTimeoutMs: integer(100, 600_000).default(30_000),
  /**
   * Lets each connection prepare each statement once, which spares the server most of its work with them. Not behind a
   * pooler that gives a connection to another client after each database transaction, unless it keeps prepared
   * statements, as PgBouncer does from 1.21 with `max_prepared_statements`. @default false
   */
  preparedStatements: flag().default(false),
  /** Verifications that name no retention of their own are purged this many days after their end. @default 365 */
  retentionDays: RETENTION_DAYS.default(365),
  /**
   * When the application stops, in-flight work has this time to end; then calls of the vendor are aborted, and the rows
   * that waited for them are left to other processes. @default 15000
   */
  gracefulShutdownTimeoutMs: integer(0, 300_000).default(15_000),
});

export interface WorkOptions extends Given<typeof WORK> {}
