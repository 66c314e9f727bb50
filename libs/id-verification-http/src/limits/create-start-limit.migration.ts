import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The columns are those of rate-limiter-flexible; `expire` is in milliseconds since 1970. */
export class CreateStartLimit1764200000000 implements MigrationInterface {
  readonly name = 'CreateStartLimit1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE start_limit (
        key varchar(255) NOT NULL CONSTRAINT start_limit_pkey PRIMARY KEY,
        points integer NOT NULL DEFAULT 0,
        expire bigint
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE start_limit');
  }
}
