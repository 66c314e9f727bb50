import pg from 'pg';

const EXPLAIN = 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)';

/** The library gives its own type parsers with a statement. */
const isOwn = (statement) =>
  typeof statement === 'object' &&
  'types' in statement &&
  /^\s*(WITH|SELECT|INSERT|UPDATE)/.test(statement.text);

/**
 * Explains every statement of the library before it is run, on its connection and with its values, and takes back what
 * that changed.
 */
export function explainStatements(onExplained) {
  const { query } = pg.Client.prototype;
  async function explained(statement) {
    const run = (...given) => query.apply(this, given);
    const isInTransaction = this.getTransactionStatus() === 'T';
    await run(isInTransaction ? 'SAVEPOINT explained' : 'BEGIN');
    try {
      const { rows } = await run(`${EXPLAIN} ${statement.text}`, statement.values);
      const [{ Plan: plan, ...times }] = rows[0]['QUERY PLAN'];
      onExplained({
        pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
        ms: times['Execution Time'],
        planningMs: times['Planning Time'],
      });
    } finally {
      await run(isInTransaction ? 'ROLLBACK TO explained' : 'ROLLBACK');
    }
    return run(statement);
  }
  pg.Client.prototype.query = function (...given) {
    return isOwn(given[0]) ? explained.apply(this, given) : query.apply(this, given);
  };
}
