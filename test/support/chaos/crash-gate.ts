import type { PoolClient } from 'pg';
import { vi } from 'vitest';
import type { Stage } from '../host/conformance-stage.js';

/** Any number; statements of the gated kind ask for the lock of this number. */
const GATE = 4711;

/**
 * Stops every statement of one kind inside the database, until the test lets it pass or cuts it off. Processes that die
 * meanwhile leave their statement behind, as they do in life.
 */
export class Gate {
  private constructor(
    private readonly stage: Stage,
    private readonly holder: PoolClient,
  ) {}

  static async close(stage: Stage, event: 'INSERT' | 'UPDATE'): Promise<Gate> {
    await stage.query(`
      CREATE OR REPLACE FUNCTION pass_the_gate() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_advisory_xact_lock_shared(${GATE}); RETURN NEW; END'`);
    await stage.query(`
      CREATE OR REPLACE TRIGGER gate BEFORE ${event} ON id_verification
        FOR EACH ROW EXECUTE FUNCTION pass_the_gate()`);
    const holder = await stage.connection();
    await holder.query('SELECT pg_advisory_lock($1)', [GATE]);
    return new Gate(stage, holder);
  }

  /** Resolves when so many statements stand at the gate, or behind one that does. */
  async reached(statements = 1): Promise<void> {
    const everyone = async () => {
      const found = (await this.waiting()).length;
      if (found < statements) throw new Error(`${found} of ${statements} statements came to the gate`);
    };
    await vi.waitFor(everyone, { interval: 2, timeout: 10_000 });
  }

  /** Ends the sessions that stand at the gate, and with them their statements. */
  async cutOff(): Promise<void> {
    for (const pid of await this.waiting()) {
      await this.stage.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
    }
  }

  /** Lets everything pass, from now on too. Resolves when whatever stood there is through. */
  async open(): Promise<void> {
    await this.holder.query('SELECT pg_advisory_unlock($1)', [GATE]);
    this.holder.release();
    // Needs the table for itself, and so comes after everything that is under way.
    await this.stage.query('DROP TRIGGER IF EXISTS gate ON id_verification');
  }

  private async waiting(): Promise<unknown[]> {
    const rows = await this.stage.query(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return rows.map(({ pid }) => pid);
  }
}
