import type { Type } from '@nestjs/common';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tableOf } from '../data-source.js';
import { DeliveryEntity } from '../delivery.entity.js';
import { ErasureEntity } from '../erasure.entity.js';
import { EventEntity } from '../event.entity.js';
import { HandlerEntity } from '../handler.entity.js';
import { RateLimitEntity } from '../rate-limit.entity.js';
import { RollUpChangeEntity, RollUpEntity } from '../roll-up.entity.js';
import { VerificationEntity } from '../verification.entity.js';

/**
 * Room for the next version of a row on its page, and a vacuum after a hundredth of the table, not a fifth: that would be
 * millions of dead rows.
 */
const EVERY_ROW_IS_UPDATED = 'WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.01)';

/** The tables of the library. */
export class CreateIdVerification1763856000000 implements MigrationInterface {
  readonly name = 'CreateIdVerification1763856000000';

  async up(runner: QueryRunner): Promise<void> {
    await createVerifications(runner);
    await indexVerifications(runner);
    await createHandlers(runner);
    await createDeliveries(runner);
    await createErasures(runner);
    await createRateLimits(runner);
    await createEvents(runner);
    await createRollUps(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      RollUpChangeEntity,
      RollUpEntity,
      EventEntity,
      RateLimitEntity,
      ErasureEntity,
      DeliveryEntity,
      HandlerEntity,
      VerificationEntity,
    ]) {
      await runner.query(`DROP TABLE ${path(runner, table)}`);
    }
  }
}

async function createVerifications(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE ${path(runner, VerificationEntity)} (
      id uuid NOT NULL,
      instance varchar(64) NOT NULL,
      merchant_biz_id varchar(32) NOT NULL,
      transaction_id varchar(128),
      merchant_user_id text NOT NULL,
      hash_key_id varchar(32) NOT NULL,
      request_fingerprint varchar(64) NOT NULL,
      vendor_account varchar(64),
      tenant varchar(64),
      product_code varchar(32) NOT NULL,
      scene_code varchar(10),
      security_level varchar(2) NOT NULL,
      model varchar(32),
      doc_video varchar(1),
      app_quality_check varchar(1),
      metadata jsonb NOT NULL DEFAULT '{}',
      retention_days integer,
      status varchar(16) NOT NULL,
      sub_code varchar(100),
      reason varchar(32),
      livemode boolean,
      protocol text,
      transaction_url text,
      initialize_request_id varchar(128),
      check_request_id varchar(128),
      lease_token uuid,
      lease_expires_at timestamptz(3),
      next_check_at timestamptz(3) NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      initialize_started_at timestamptz(3) NOT NULL,
      expires_at timestamptz(3),
      completed_at timestamptz(3),
      claimed_at timestamptz(3),
      check_requested_at timestamptz(3),
      checked_at timestamptz(3),
      invalid_since timestamptz(3),
      next_follow_up_at timestamptz(3),
      follow_up_attempts integer NOT NULL DEFAULT 0,
      drop_off_reason varchar(32),
      drop_off_page varchar(32),
      created_at timestamptz(3) NOT NULL,
      updated_at timestamptz(3) NOT NULL,
      CONSTRAINT pk_id_verification PRIMARY KEY (id),
      CONSTRAINT ck_id_verification_status
        CHECK (status IN ('INITIALIZING', 'PENDING', 'PASSED', 'FAILED', 'EXPIRED', 'REJECTED')),
      CONSTRAINT ck_id_verification_pending
        CHECK (status NOT IN ('PENDING', 'PASSED', 'FAILED')
               OR (transaction_id IS NOT NULL AND expires_at IS NOT NULL)),
      CONSTRAINT ck_id_verification_link
        CHECK (status = 'PENDING' OR (protocol IS NULL AND transaction_url IS NULL))
    ) ${EVERY_ROW_IS_UPDATED}`);
}

async function indexVerifications(runner: QueryRunner): Promise<void> {
  const table = path(runner, VerificationEntity);
  await runner.query(`CREATE UNIQUE INDEX uq_id_verification_biz_id
    ON ${table} (instance, merchant_biz_id)`);
  await runner.query(`CREATE UNIQUE INDEX uq_id_verification_transaction_id
    ON ${table} (transaction_id) WHERE transaction_id IS NOT NULL`);
  await runner.query(`CREATE UNIQUE INDEX uq_id_verification_check_request_id
    ON ${table} (instance, check_request_id) WHERE status IN ('PASSED', 'FAILED')`);
  await runner.query(`CREATE INDEX ix_id_verification_due
    ON ${table} (instance, next_check_at) WHERE status = 'PENDING'`);
  await runner.query(`CREATE INDEX ix_id_verification_initializing
    ON ${table} (instance, next_check_at) WHERE status = 'INITIALIZING'`);
  await runner.query(`CREATE INDEX ix_id_verification_check_requested
    ON ${table} (instance, next_check_at)
    WHERE status = 'PENDING' AND check_requested_at IS NOT NULL
      AND (checked_at IS NULL OR check_requested_at > checked_at)`);
  await runner.query(`CREATE INDEX ix_id_verification_final_check
    ON ${table} (instance, next_check_at) WHERE status = 'PENDING' AND next_check_at >= expires_at`);
  await runner.query(`CREATE INDEX ix_id_verification_newest
    ON ${table} (instance, created_at, id)`);
  await runner.query(`CREATE INDEX ix_id_verification_status
    ON ${table} (instance, status, created_at, id)`);
  await runner.query(`CREATE INDEX ix_id_verification_reason
    ON ${table} (instance, reason, created_at, id) WHERE reason IS NOT NULL`);
  await runner.query(`CREATE INDEX ix_id_verification_product
    ON ${table} (instance, product_code, created_at, id)`);
  await runner.query(`CREATE INDEX ix_id_verification_tenant
    ON ${table} (instance, tenant, created_at, id) WHERE tenant IS NOT NULL`);
  await runner.query(`CREATE INDEX ix_id_verification_user
    ON ${table} (instance, merchant_user_id, created_at, id)`);
  await runner.query(`CREATE INDEX ix_id_verification_completed
    ON ${table} (instance, completed_at) WHERE completed_at IS NOT NULL`);
  await runner.query(`CREATE INDEX ix_id_verification_follow_up
    ON ${table} (instance, next_follow_up_at) WHERE next_follow_up_at IS NOT NULL`);
  await runner.query(`CREATE INDEX ix_id_verification_own_retention
    ON ${table} (instance, ((completed_at AT TIME ZONE 'UTC') + retention_days * interval '1 day'))
    WHERE retention_days IS NOT NULL`);
}

async function createHandlers(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE ${path(runner, HandlerEntity)} (
      instance varchar(64) NOT NULL,
      name varchar(128) NOT NULL,
      outcomes text[] NOT NULL,
      registered_at timestamptz(3) NOT NULL,
      last_heartbeat_at timestamptz(3) NOT NULL,
      CONSTRAINT pk_id_verification_handler PRIMARY KEY (instance, name)
    )`);
}

async function createDeliveries(runner: QueryRunner): Promise<void> {
  const table = path(runner, DeliveryEntity);
  await runner.query(`
    CREATE TABLE ${table} (
      verification_id uuid NOT NULL,
      handler varchar(128) NOT NULL,
      instance varchar(64) NOT NULL,
      state varchar(16) NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      lease_token uuid,
      next_attempt_at timestamptz(3) NOT NULL,
      last_error varchar(100),
      created_at timestamptz(3) NOT NULL,
      delivered_at timestamptz(3),
      CONSTRAINT pk_id_verification_delivery PRIMARY KEY (verification_id, handler),
      CONSTRAINT fk_id_verification_delivery_verification FOREIGN KEY (verification_id)
        REFERENCES ${path(runner, VerificationEntity)} (id) ON DELETE CASCADE,
      CONSTRAINT ck_id_verification_delivery_state CHECK (state IN ('PENDING', 'DELIVERED', 'DEAD_LETTERED'))
    ) ${EVERY_ROW_IS_UPDATED}`);
  await runner.query(`CREATE INDEX ix_id_verification_delivery_due
    ON ${table} (instance, next_attempt_at) WHERE state = 'PENDING'`);
  await runner.query(`CREATE INDEX ix_id_verification_delivery_handler
    ON ${table} (instance, handler, next_attempt_at) WHERE state = 'PENDING'`);
  await runner.query(`CREATE INDEX ix_id_verification_delivery_dead_lettered
    ON ${table} (instance, handler) WHERE state = 'DEAD_LETTERED'`);
}

async function createErasures(runner: QueryRunner): Promise<void> {
  const table = path(runner, ErasureEntity);
  await runner.query(`
    CREATE TABLE ${table} (
      id uuid NOT NULL,
      instance varchar(64) NOT NULL,
      id_hash varchar(64) NOT NULL,
      state varchar(16) NOT NULL,
      vendor_deletion varchar(16) NOT NULL,
      verification_id uuid,
      transaction_id varchar(128),
      vendor_account varchar(64),
      tenant varchar(64),
      attempts integer NOT NULL DEFAULT 0,
      next_attempt_at timestamptz(3) NOT NULL,
      requested_at timestamptz(3) NOT NULL,
      erased_at timestamptz(3),
      vendor_deletes_at timestamptz(3),
      CONSTRAINT pk_id_verification_erasure PRIMARY KEY (id),
      CONSTRAINT ck_id_verification_erasure_state CHECK (state IN ('ERASING', 'DELETING', 'DONE')),
      CONSTRAINT ck_id_verification_erasure_vendor
        CHECK (vendor_deletion IN ('PENDING', 'DELETED', 'UNSUPPORTED', 'NEVER_THERE'))
    )`);
  await runner.query(`CREATE INDEX ix_id_verification_erasure_id_hash ON ${table} (instance, id_hash)`);
  await runner.query(`CREATE INDEX ix_id_verification_erasure_erasing
    ON ${table} (instance, verification_id) WHERE state = 'ERASING'`);
  await runner.query(`CREATE INDEX ix_id_verification_erasure_deleting
    ON ${table} (instance, next_attempt_at) WHERE state = 'DELETING'`);
}

async function createRateLimits(runner: QueryRunner): Promise<void> {
  // Rows are updated with every vendor call; the fill factor keeps room for their new versions on the same page.
  await runner.query(`
    CREATE TABLE ${path(runner, RateLimitEntity)} (
      account varchar(64) NOT NULL,
      endpoint varchar(255) NOT NULL,
      operation varchar(32) NOT NULL,
      per_second integer NOT NULL,
      window_ms integer NOT NULL,
      permits timestamptz[] NOT NULL,
      background_at timestamptz,
      spacing_ms double precision NOT NULL,
      slowed_at timestamptz,
      throttled_at timestamptz,
      throttled integer NOT NULL DEFAULT 0,
      CONSTRAINT pk_id_verification_rate_limit PRIMARY KEY (account, endpoint, operation)
    ) WITH (fillfactor = 20)`);
}

async function createRollUps(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE ${path(runner, RollUpEntity)} (
      instance varchar(64) NOT NULL,
      bucket varchar(4) NOT NULL,
      starts_at timestamptz(3) NOT NULL,
      counts jsonb NOT NULL,
      seconds jsonb NOT NULL,
      CONSTRAINT pk_id_verification_roll_up PRIMARY KEY (instance, bucket, starts_at)
    )`);
  const changes = path(runner, RollUpChangeEntity);
  await runner.query(`
    CREATE TABLE ${changes} (
      id bigint GENERATED ALWAYS AS IDENTITY,
      instance varchar(64) NOT NULL,
      created_at timestamptz(3) NOT NULL,
      CONSTRAINT pk_id_verification_roll_up_change PRIMARY KEY (id)
    )`);
  await runner.query(`CREATE INDEX ix_id_verification_roll_up_change ON ${changes} (instance, created_at)`);
}

async function createEvents(runner: QueryRunner): Promise<void> {
  const table = path(runner, EventEntity);
  await runner.query(`
    CREATE TABLE ${table} (
      id bigint GENERATED ALWAYS AS IDENTITY,
      instance varchar(64) NOT NULL,
      verification_id uuid,
      id_hash varchar(64),
      type varchar(32) NOT NULL,
      at timestamptz(3) NOT NULL,
      status varchar(16),
      code varchar(100),
      request_id varchar(128),
      handler varchar(128),
      attempt integer,
      actor varchar(100),
      reason varchar(500),
      CONSTRAINT pk_id_verification_event PRIMARY KEY (id),
      CONSTRAINT fk_id_verification_event_verification FOREIGN KEY (verification_id)
        REFERENCES ${path(runner, VerificationEntity)} (id) ON DELETE CASCADE,
      CONSTRAINT ck_id_verification_event_subject
        CHECK ((verification_id IS NULL) = (id_hash IS NOT NULL) AND (id_hash IS NULL) = (actor IS NULL))
    )`);
  await runner.query(`CREATE INDEX ix_id_verification_event_verification
    ON ${table} (verification_id) WHERE verification_id IS NOT NULL`);
  await runner.query(`CREATE INDEX ix_id_verification_event_id_hash
    ON ${table} (instance, id_hash) WHERE id_hash IS NOT NULL`);
  await runner.query(`CREATE INDEX ix_id_verification_event_operator
    ON ${table} (instance, at) WHERE actor IS NOT NULL`);
}

function path(runner: QueryRunner, entity: Type): string {
  // `connection` and not `dataSource`: the former exists in TypeORM 0.3 too.
  return tableOf(runner.connection, entity).render().text;
}
