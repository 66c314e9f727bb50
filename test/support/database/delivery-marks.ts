import type { DeliveryStage } from '../host/delivery-stage.js';

interface Column {
  readonly table: string;
  readonly column: string;
}

/** Every column of the database, cast to text, in which one of the texts occurs; the host's own table excepted. */
export async function columnsWith(stage: DeliveryStage, texts: readonly string[]): Promise<string[]> {
  const columns = await stage.query<Column>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name <> 'ledger' ORDER BY 1, 2`,
  );
  const found: string[] = [];
  for (const { table, column } of columns) {
    const rows = await stage.query(
      `SELECT FROM "${table}" WHERE EXISTS (SELECT FROM unnest($1::text[]) AS mark
        WHERE position(mark IN "${column}"::text) > 0)`,
      [texts],
    );
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}
