import type { DataSource } from 'typeorm';

/** A table's quoted name, in the schema that the data source is set to. */
export function tablePath(dataSource: Pick<DataSource, 'options'>, table: string): string {
  const schema = 'schema' in dataSource.options ? dataSource.options.schema : undefined;
  return schema === undefined ? quote(table) : `${quote(schema)}.${quote(table)}`;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
