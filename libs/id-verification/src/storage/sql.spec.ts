import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifier, join, Parameter, Sql, sql } from './sql.js';

/** A value that no piece of text in these tests contains. */
const value = fc.string({ minLength: 1 }).map((text) => `value:${text}`);

/** A fragment together with the values in it, from left to right. */
interface Known {
  readonly fragment: Sql;
  readonly values: readonly string[];
}

const { known } = fc.letrec<{ known: Known }>((tie) => ({
  known: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant<Known>({ fragment: sql`now()`, values: [] }),
    value.map((one): Known => ({ fragment: sql`(a = ${one})`, values: [one] })),
    fc.tuple(tie('known'), value, tie('known')).map(([left, one, right]): Known => ({
      fragment: sql`(${left.fragment} + ${one} + ${right.fragment})`,
      values: [...left.values, one, ...right.values],
    })),
    fc.array(tie('known'), { maxLength: 3 }).map((all): Known => ({
      fragment: join(all.map(({ fragment }) => fragment)),
      values: all.flatMap(({ values }) => values),
    })),
  ),
}));

describe('sql', () => {
  it('extracts values from the text and numbers them from left to right, at any depth', () => {
    fc.assert(
      fc.property(known, ({ fragment, values }) => {
        const rendered = fragment.render();

        expect(rendered.values).toEqual(values);
        expect(rendered.text.match(/\$\d+/g) ?? []).toEqual(values.map((_, index) => `$${index + 1}`));
        expect(rendered.text).not.toContain('value:');
      }),
    );
  });

  it('renders a text that depends on no value', () => {
    const statement = (one: string, other: number | undefined) =>
      sql`SELECT ${one} WHERE ${join([sql`a = ${one}`, sql`b = ${other}::int`], ' AND ')}`.render().text;

    fc.assert(
      fc.property(fc.string(), fc.option(fc.integer(), { nil: undefined }), (one, other) => {
        expect(statement(one, other)).toBe('SELECT $1 WHERE a = $2 AND b = $3::int');
      }),
    );
  });

  it('numbers a parameter that stands in several places once', () => {
    const instance = new Parameter('default');
    const table = sql`(SELECT FROM t WHERE instance = ${instance})`;

    expect(sql`${1} ${instance} ${table} ${2}`.render()).toEqual({
      text: '$1 $2 (SELECT FROM t WHERE instance = $2) $3',
      values: [1, 'default', 2],
    });
  });

  it('binds a value to a parameter when the statement is rendered', () => {
    const time = new Parameter(null);
    const [statement, at] = [sql`SELECT ${time}::timestamptz, ${'a'}`, new Date(0)];

    expect(statement.render(new Map([[time, at]])).values).toEqual([at, 'a']);
    expect(statement.render(new Map([[time, null]])).values).toEqual([null, 'a']);
    expect(statement.render().values).toEqual([null, 'a']);
  });

  it('quotes every part of a name', () => {
    expect(identifier('my "schema"', 'table').render()).toEqual({
      text: '"my ""schema"""."table"',
      values: [],
    });
  });
});
