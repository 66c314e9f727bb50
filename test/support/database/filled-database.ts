import { execute } from '../process/execute.js';

const COLUMNS = `id, instance, merchant_biz_id, transaction_id, merchant_user_id, hash_key_id, request_fingerprint,
  product_code, security_level, retention_days, status, sub_code, reason, next_check_at, initialize_started_at, expires_at, completed_at,
  checked_at, created_at, updated_at`;

/** A row of each number of `made`, at its time. */
const ROW = `gen_random_uuid(), 'default', kind || i, CASE WHEN status <> 'INITIALIZING' THEN kind || i END,
  md5((i / 3)::text), 'k1', md5(i::text), 'FACE_LIVENESS', '02', retention_days, status, sub_code,
  CASE status WHEN 'PASSED' THEN 'verified' WHEN 'FAILED' THEN 'liveness_risk' WHEN 'EXPIRED' THEN 'not_finished' END`;

/** What was there before, and is over; one verification every ten seconds, and each twentieth is to be kept for long. */
function history(size: number): string {
  return `
    WITH made AS (
      SELECT i, 'past' AS kind, now() - interval '2 hours' - i * interval '10 s' AS at,
        CASE WHEN i % 20 = 0 THEN 3650 END AS retention_days,
        (ARRAY['PASSED', 'PASSED', 'FAILED', 'EXPIRED'])[1 + i % 4] AS status,
        CASE WHEN i % 4 = 3 THEN 'not_finished' END AS sub_code
      FROM generate_series(1, ${size}) AS i),
    ended AS (
      INSERT INTO id_verification (${COLUMNS})
      SELECT ${ROW}, at, at, at + interval '30 min', at, at, at, at FROM made RETURNING id, completed_at),
    erased AS (
      INSERT INTO id_verification_erasure
        (id, instance, id_hash, state, vendor_deletion, next_attempt_at, requested_at, erased_at)
      SELECT gen_random_uuid(), 'default', md5(i::text), 'DONE', 'DELETED', at, at, at FROM made),
    told AS (
      INSERT INTO id_verification_event (instance, verification_id, type, at, status)
      SELECT 'default', id, type, completed_at, 'PASSED' FROM ended, unnest('{initialized,check_requested,ended}'::text[]) AS type),
    done AS (
      INSERT INTO id_verification_event (instance, id_hash, type, at, actor)
      SELECT 'default', md5(i::text), 'check_requested', at, 'operator' FROM made)
    INSERT INTO id_verification_delivery
      (verification_id, handler, instance, state, attempts, next_attempt_at, created_at, delivered_at)
    SELECT id, 'recorder', 'default', 'DELIVERED', 1, completed_at, completed_at, completed_at FROM ended`;
}

/** What operators did so long ago that it is purged. */
const OLD_EVENTS = `
  INSERT INTO id_verification_event (instance, id_hash, type, at, actor)
  SELECT 'default', md5(i::text), 'ended', now() - interval '800 days', 'operator' FROM generate_series(1, 40) AS i`;

/** Verifications that are over for so long that they are purged. */
const OLD = `
  INSERT INTO id_verification (${COLUMNS})
  SELECT ${ROW}, at, at, at, at, at, at, at
  FROM (SELECT i, 'old' AS kind, now() - interval '400 days' AS at, CASE WHEN i % 2 = 0 THEN 30 END AS retention_days,
    'PASSED' AS status, NULL AS sub_code FROM generate_series(1, 40) AS i) AS made`;

/** How many verifications are open by default, with a fifth as many outcomes that are not delivered. */
const OPEN = 300;

/** Those among which some are due. */
const DUE = 100;

/**
 * What is going on: verifications that are due, expired or neither, and outcomes that are not delivered. However many
 * there are, as many are due.
 */
const inFlight = (open: number): string => `
  WITH made AS (
    SELECT i, 'open' AS kind, now() - (i % ${OPEN}) * interval '10 s' AS at, NULL::int AS retention_days,
      CASE WHEN i % 10 = 0 THEN 'INITIALIZING' ELSE 'PENDING' END AS status, NULL AS sub_code
    FROM generate_series(1, ${open}) AS i),
  opened AS (
    INSERT INTO id_verification (${COLUMNS})
    SELECT ${ROW}, now() + CASE WHEN i % 5 = 0 AND i <= ${DUE} THEN interval '-1 s' ELSE interval '10 min' END, at, at + interval '30 min',
      NULL, NULL, at, at FROM made)
  INSERT INTO id_verification_delivery
    (verification_id, handler, instance, state, next_attempt_at, created_at)
  SELECT id, 'recorder', 'default', CASE WHEN n % 10 = 0 THEN 'DEAD_LETTERED' ELSE 'PENDING' END,
    now() + CASE WHEN n <= ${DUE / 5} THEN interval '-1 s' ELSE interval '10 min' END, now()
  FROM (SELECT id, row_number() OVER (ORDER BY completed_at DESC) AS n FROM id_verification
    WHERE completed_at IS NOT NULL ORDER BY completed_at DESC LIMIT ${open / 5}) AS newest
  ON CONFLICT (verification_id, handler) DO UPDATE
  SET state = EXCLUDED.state, attempts = 0, next_attempt_at = EXCLUDED.next_attempt_at, delivered_at = NULL`;

/** What waits for its time: evidence and logs of expiries, and deletions at the vendor. */
const waiting = (open: number): string => `
  WITH made AS (
    SELECT i, 'waiting' AS kind, now() - interval '30 days' AS at, NULL::int AS retention_days,
      CASE WHEN i % 2 = 0 THEN 'EXPIRED' ELSE 'PASSED' END AS status, NULL AS sub_code
    FROM generate_series(1, ${open}) AS i),
  followed AS (
    INSERT INTO id_verification (${COLUMNS}, next_follow_up_at)
    SELECT ${ROW}, at, at, at, at, at, at, at, now() + interval '10 min' FROM made)
  INSERT INTO id_verification_erasure
    (id, instance, id_hash, state, vendor_deletion, transaction_id, next_attempt_at, requested_at, erased_at)
  SELECT gen_random_uuid(), 'default', md5(kind || i), 'DELETING', 'PENDING', kind || i,
    now() + interval '10 min', at, at
  FROM made`;

/** Fills a migrated database with so much history, and the same work in progress whatever its size. */
export async function fillDatabase(url: string, size: number): Promise<void> {
  await addHistory(url, size);
  await execute(url, inFlight(OPEN));
  await execute(url, 'VACUUM ANALYZE');
}

/** The same, but PostgreSQL's statistics are of a time at which nothing was in progress. */
export async function fillAfterStatistics(url: string, size: number, open: number): Promise<void> {
  await addHistory(url, size);
  await execute(url, 'VACUUM ANALYZE');
  await execute(url, inFlight(open));
  await execute(url, waiting(open));
}

async function addHistory(url: string, size: number): Promise<void> {
  for (const statement of [history(size), OLD, OLD_EVENTS]) await execute(url, statement);
}
