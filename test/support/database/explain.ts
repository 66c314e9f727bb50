import pg from 'pg';

/** What PostgreSQL says of a node of a plan, and with BUFFERS of all below it. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Filter?: string;
  readonly 'Join Filter'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** How a statement was carried out. */
export interface Explained {
  readonly text: string;
  /** With a plan for its values, and with one for any values, which a prepared statement may get. */
  readonly plans: Readonly<Record<'custom' | 'generic', Plan>>;
}

export interface Plan {
  /** Tables that were read from beginning to end. */
  readonly scanned: readonly string[];
  readonly filters: readonly string[];
  readonly joinFilters: readonly string[];
  /** Whether further processes take part, which take milliseconds to start. */
  readonly isParallel: boolean;
  readonly pages: number;
}

/** A statement of the library: it gives its own parsers with it. */
interface OwnStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly types: object;
}

interface Connection extends pg.Client {
  getTransactionStatus(): 'I' | 'T' | 'E' | null;
}

const EXPLAIN = 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)';

/**
 * Explains every statement that the library sends before it is run, on its connection and with its values.
 *
 * @returns what ends that
 */
export function explainStatements(onExplained: (explained: Explained) => void): () => void {
  const { query } = pg.Client.prototype;
  const patched = async function (this: Connection, ...given: unknown[]): Promise<unknown> {
    const [statement] = given;
    if (isOwn(statement)) {
      const run = (text: string, values?: readonly unknown[]): Promise<pg.QueryResult> =>
        Reflect.apply(query, this, [text, values]);
      onExplained(await explain(run, statement, this.getTransactionStatus() === 'T'));
    }
    return Reflect.apply(query, this, given);
  };
  Object.assign(pg.Client.prototype, {
    query(this: Connection, ...given: unknown[]): unknown {
      return isOwn(given[0]) ? patched.apply(this, given) : Reflect.apply(query, this, given);
    },
  });
  return () => {
    Object.assign(pg.Client.prototype, { query });
  };
}

function isOwn(statement: unknown): statement is OwnStatement {
  return (
    typeof statement === 'object' &&
    statement !== null &&
    'types' in statement &&
    'text' in statement &&
    /^\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\b/.test(String(statement.text))
  );
}

async function explain(
  run: (text: string, values?: readonly unknown[]) => Promise<pg.QueryResult>,
  { text, values }: OwnStatement,
  isInTransaction: boolean,
): Promise<Explained> {
  await run(isInTransaction ? 'SAVEPOINT explained' : 'BEGIN');
  const undo = isInTransaction ? 'ROLLBACK TO explained' : 'ROLLBACK';
  try {
    const custom = planOf(await run(`${EXPLAIN} ${text}`, values));
    // Nothing of the first is left for the second.
    await run(isInTransaction ? undo : 'ROLLBACK AND CHAIN');
    await run('SET LOCAL plan_cache_mode = force_generic_plan');
    await run(`PREPARE explained AS ${text}`);
    const given = values.length > 0 ? `(${values.map(literal).join(', ')})` : '';
    const generic = planOf(await run(`${EXPLAIN} EXECUTE explained${given}`));
    return { text, plans: { custom, generic } };
  } finally {
    await run(undo);
    await run('DEALLOCATE ALL');
  }
}

function planOf({ rows }: pg.QueryResult): Plan {
  const root: PlanNode = rows[0]['QUERY PLAN'][0].Plan;
  const nodes = [...everyNode(root)];
  return {
    scanned: nodes
      .filter((node) => node['Node Type'] === 'Seq Scan')
      .flatMap((node) => node['Relation Name'] ?? []),
    filters: nodes.flatMap((node) => node.Filter ?? []),
    joinFilters: nodes.flatMap((node) => node['Join Filter'] ?? []),
    isParallel: nodes.some((node) => node['Node Type'].startsWith('Gather')),
    pages: root['Shared Hit Blocks'] + root['Shared Read Blocks'],
  };
}

function* everyNode(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const child of node.Plans ?? []) yield* everyNode(child);
}

/** A value as EXECUTE takes it. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map((one) => JSON.stringify(one)).join(',')}}`);
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  return pg.escapeLiteral(typeof value === 'object' ? JSON.stringify(value) : String(value));
}
