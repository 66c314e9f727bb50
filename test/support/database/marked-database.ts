import { randomBytes } from 'node:crypto';
import { MARKS } from '../conformance/marks.js';
import type { Stage } from '../host/conformance-stage.js';

/** The database of a stage under a user of its own, whose password is marked. */
export interface MarkedDatabase {
  readonly url: string;
  /** Removes the user. */
  drop(): Promise<void>;
}

export async function markDatabase(stage: Stage): Promise<MarkedDatabase> {
  const user = `marked_${randomBytes(8).toString('hex')}`;
  const url = new URL(stage.database.url);
  await stage.query(`CREATE ROLE ${user} LOGIN PASSWORD '${MARKS.databasePassword}'`);
  await stage.query(`ALTER DATABASE "${url.pathname.slice(1)}" OWNER TO ${user}`);
  await stage.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${user}`);
  url.username = user;
  url.password = MARKS.databasePassword;
  return {
    url: url.href,
    drop: async () => {
      await stage.query(`REASSIGN OWNED BY ${user} TO CURRENT_USER`);
      await stage.query(`DROP OWNED BY ${user}`);
      await stage.query(`DROP ROLE ${user}`);
    },
  };
}

/** Everything that is stored, as text: each row of each table. */
export async function contentsOf(stage: Stage): Promise<string> {
  const tables = await stage.query(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
  );
  const rows = await Promise.all(
    tables.map(({ name }) =>
      stage.query(`SELECT '${String(name)}' AS name, t::text AS row FROM ${String(name)} AS t`),
    ),
  );
  return rows
    .flat()
    .map(({ name, row }) => `${String(name)}: ${String(row)}`)
    .join('\n');
}
