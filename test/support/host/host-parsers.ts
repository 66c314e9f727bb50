import { types } from 'pg';

/** PostgreSQL's numbers of the types in the tables and statements of the library, but those that TypeORM needs itself. */
const TYPE_IDS = [16, 20, 23, 114, 700, 701, 1009, 1114, 1184, 1185, 1700, 2950, 3802];

/** Gives `pg` parsers of a host's for the whole process, and returns what restores those before. */
export function setHostParsers(): () => void {
  const before = TYPE_IDS.map((id) => types.getTypeParser(id, 'text'));
  for (const id of TYPE_IDS) types.setTypeParser(id, (text: string) => ({ text }));
  return () => {
    for (const [index, id] of TYPE_IDS.entries()) types.setTypeParser(id, before[index] ?? String);
  };
}
