import type { DataSource } from 'typeorm';

/** Lets the database itself record every change of an onboarding, whatever makes it. */
export async function recordDecisions(dataSource: DataSource): Promise<void> {
  await dataSource.query(`
    CREATE TABLE decision (onboarding_id uuid NOT NULL, state text NOT NULL);
    CREATE FUNCTION record_decision() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO decision VALUES (NEW.id, NEW.state); RETURN NULL; END $$;
    CREATE TRIGGER record_decision AFTER UPDATE ON onboarding FOR EACH ROW EXECUTE FUNCTION record_decision()`);
}

/** The states that an onboarding was given, one for each change. */
export async function decisionsOf(dataSource: DataSource, onboardingId: string): Promise<string[]> {
  const rows = await dataSource.query<{ state: string }[]>(
    'SELECT state FROM decision WHERE onboarding_id = $1',
    [onboardingId],
  );
  return rows.map(({ state }) => state);
}
