import { sql, type Sql } from './sql.js';

/** The parsers of results, instead of those that the host may have set for the whole process. */
export const OWN_TYPES = {
  getTypeParser: (oid: number): ((text: string) => unknown) => PARSERS[oid] ?? refuse(oid),
};

/** A time in a select list, as JSON: the format of `timestamptz` depends on DateStyle and time zone. */
export function time(expression: Sql): Sql {
  return sql`to_json((${expression}) AT TIME ZONE 'UTC')`;
}

const text = (value: string): string => value;

/** By the type's oid. */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  // boolean
  16: (value) => value === 't',
  // integer, double precision
  23: Number,
  701: Number,
  // text, varchar, uuid
  25: text,
  1043: text,
  2950: text,
  // json, only ever made by time()
  114: (value) => new Date(`${value.slice(1, -1)}Z`),
  // jsonb
  3802: (value) => JSON.parse(value),
};

/** A parser that throws: an error in the driver's parser lookup would end the connection. */
function refuse(oid: number): () => never {
  return () => {
    throw new TypeError(`A statement selects the type ${oid}: cast it, or use time()`);
  };
}
