const ROWS_AT_ONCE = 50_000;

/** An id in the order of time, as the library makes them. */
const ID = `(lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(i::text || 'a'), 1, 3)
  || '8' || substr(md5(i::text || 'b'), 1, 15))::uuid`;

/** Verifications that are over, one every ten seconds, each with a delivery and two events. */
const past = (from, to, size) => `
  WITH made AS (
    SELECT i, now() - interval '2 hours' - (${size} - i) * interval '10 s' AS at,
      (ARRAY['PASSED', 'PASSED', 'FAILED', 'EXPIRED'])[1 + i % 4] AS status
    FROM generate_series(${from}, ${to}) AS i),
  ended AS (
    INSERT INTO id_verification (id, instance, merchant_biz_id, transaction_id, merchant_user_id, hash_key_id,
      request_fingerprint, product_code, security_level, status, sub_code, reason, next_check_at,
      initialize_started_at, expires_at, completed_at, checked_at, created_at, updated_at)
    SELECT ${ID}, 'default', 'past' || i, 'past' || i, md5((i / 3)::text), 'bench', md5(i::text), 'FACE_LIVENESS', '02',
      status, CASE status WHEN 'EXPIRED' THEN 'not_finished' END,
      CASE status WHEN 'PASSED' THEN 'verified' WHEN 'FAILED' THEN 'liveness_risk' ELSE 'not_finished' END,
      at, at, at + interval '30 min', at, at, at, at
    FROM made RETURNING id, completed_at),
  events AS (
    INSERT INTO id_verification_event (instance, verification_id, type, at, status)
    SELECT 'default', id, type, completed_at, 'PASSED' FROM ended, unnest('{initialized,ended}'::text[]) AS type)
  INSERT INTO id_verification_delivery
    (verification_id, handler, instance, state, attempts, next_attempt_at, created_at, delivered_at)
  SELECT id, 'approve-onboarding', 'default', 'DELIVERED', 1, completed_at, completed_at, completed_at FROM ended`;

/** Without the checks of foreign keys, which take half of the time. */
const UNCHECKED = 'SET session_replication_role = replica;';

/** What remains of a large table's indexes while it is filled are its keys. */
const INDEXES = `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
  WHERE tablename LIKE 'id\\_verification%' AND indexname ~ '^(ix|uq)_'`;

/** Fills a migrated database with verifications that are over. */
export async function addHistory(database, size) {
  const indexes = await database.query(INDEXES);
  await database.query(`DROP INDEX ${indexes.map(({ name }) => name).join()}`);
  for (let from = 1; from <= size; from += ROWS_AT_ONCE)
    await database.query(UNCHECKED + past(from, Math.min(size, from + ROWS_AT_ONCE - 1), size));
  for (const { definition } of indexes) await database.query(definition);
  await database.query('VACUUM ANALYZE');
}

/** The same in the tables of a hand-written integration, of which one has deliveries. */
export async function addHandWrittenHistory(database, size, { hasDeliveries }) {
  await database.query(`
    INSERT INTO hand_verification ("merchantBizId", "transactionId", "merchantUserId", "securityLevel", status,
      "onboardingId", "expiresAt", "completedAt", "createdAt", "updatedAt")
    SELECT 'past' || i, 'past' || i, md5((i / 3)::text), '02', (ARRAY['PASSED', 'PASSED', 'FAILED', 'EXPIRED'])[1 + i % 4],
      gen_random_uuid(), at, at, at, at
    FROM generate_series(1, ${size}) AS i, LATERAL (SELECT now() - interval '2 hours' - i * interval '10 s' AS at) AS made`);
  if (hasDeliveries)
    await database.query(`INSERT INTO hand_delivery ("verificationId", handler, state, attempts, "nextAttemptAt")
      SELECT id, 'approve-onboarding', 'DELIVERED', 1, "completedAt" FROM hand_verification`);
  await database.query('VACUUM ANALYZE');
}

/** Pending verifications whose check is planned at that time from now. */
export function addPending(database, count, untilCheck) {
  return database.query(`
    INSERT INTO id_verification (id, instance, merchant_biz_id, transaction_id, merchant_user_id, hash_key_id,
      request_fingerprint, product_code, security_level, metadata, status, livemode, next_check_at,
      initialize_started_at, expires_at, created_at, updated_at)
    SELECT gen_random_uuid(), 'default', 'pending' || i, 'pending' || i, 'user', 'bench', 'f', 'FACE_LIVENESS', '02',
      jsonb_build_object('onboardingId', gen_random_uuid()), 'PENDING', true, now() + interval '${untilCheck}', now(),
      now() + interval '30 min', now(), now()
    FROM generate_series(1, ${count}) AS i`);
}
