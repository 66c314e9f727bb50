import type { DataSource } from 'typeorm';

/** Runs work during which no verification can be inserted. */
export async function whileRowsAreForbidden<Result>(
  { dataSource }: { readonly dataSource: DataSource },
  work: () => Promise<Result>,
): Promise<Result> {
  await dataSource.query(`
    CREATE OR REPLACE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'forbidden'; END $$;
    CREATE TRIGGER forbid BEFORE INSERT ON id_verification EXECUTE FUNCTION forbid()`);
  try {
    return await work();
  } finally {
    await dataSource.query('DROP FUNCTION forbid CASCADE');
  }
}
