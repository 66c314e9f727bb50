/**
 * PostgreSQL's classes for a connection that broke (08) or was refused (28, 3D), a lack of resources (53) and an
 * operator's intervention (57), and Node's codes for a server that cannot be reached.
 */
const AWAY = /^(08|28|3D|53|57)[0-9A-Z]{3}$|^E(CONNREFUSED|CONNRESET|HOSTUNREACH|NOTFOUND|PIPE|TIMEDOUT)$/;

/** What the driver throws without a code. */
const AWAY_IN_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether an exception says that the database is away, which passes, and nothing about the statement. */
export function isDatabaseAway(exception: unknown): boolean {
  if (!(exception instanceof Error)) return false;
  if ('code' in exception && typeof exception.code === 'string') return AWAY.test(exception.code);
  return AWAY_IN_WORDS.test(exception.message);
}
