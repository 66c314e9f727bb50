import type { VerificationStatus } from 'nestjs-id-verification';

/** A verification's row as the database writes it into JSON; times are texts. */
export interface Row {
  readonly id: string;
  readonly merchant_biz_id: string;
  readonly status: VerificationStatus;
  readonly sub_code: string | null;
  readonly transaction_id: string | null;
  readonly attempts: number;
  readonly lease_token: string | null;
  readonly lease_expires_at: string | null;
  readonly initialize_started_at: string;
  readonly expires_at: string | null;
  readonly completed_at: string | null;
  readonly claimed_at: string | null;
  readonly checked_at: string | null;
  readonly invalid_since: string | null;
}

/** One committed change of a verification, whichever process made it. */
export interface Move {
  readonly was: Row | null;
  readonly is: Row | null;
}

/** What may change after the end: it says nothing of the verdict. */
const FOLLOW_UP = `'{lease_token,next_follow_up_at,follow_up_attempts,drop_off_reason,drop_off_page}'::text[]`;

/**
 * Keeps every change of a status, every change of a verification that has ended, and every delivery that goes away
 * undelivered, in the order in which they happened.
 */
export const AUDIT_TABLES = `
  CREATE TABLE audit (seq bigint GENERATED ALWAYS AS IDENTITY, was jsonb, "is" jsonb);
  CREATE TABLE forsaken (handler text NOT NULL, verification_id uuid NOT NULL, state text NOT NULL);
  CREATE FUNCTION keep_move() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO audit (was, "is") VALUES (to_jsonb(OLD), to_jsonb(NEW)); RETURN NULL; END $$;
  CREATE FUNCTION keep_forsaken() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO forsaken VALUES (OLD.handler, OLD.verification_id, OLD.state); RETURN NULL; END $$;
  CREATE TRIGGER keep_made AFTER INSERT OR DELETE ON id_verification
    FOR EACH ROW EXECUTE FUNCTION keep_move();
  CREATE TRIGGER keep_moved AFTER UPDATE ON id_verification FOR EACH ROW
    WHEN (OLD.status <> NEW.status OR (OLD.status IN ('PASSED', 'FAILED', 'EXPIRED')
      AND to_jsonb(OLD) - ${FOLLOW_UP} <> to_jsonb(NEW) - ${FOLLOW_UP})) EXECUTE FUNCTION keep_move();
  CREATE TRIGGER keep_forsaken AFTER DELETE ON id_verification_delivery FOR EACH ROW
    WHEN (OLD.state <> 'DELIVERED') EXECUTE FUNCTION keep_forsaken();`;
