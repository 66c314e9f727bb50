/** A parameter's value; `undefined` is NULL. */
export type SqlValue =
  | string
  | number
  | boolean
  | Date
  | null
  | undefined
  | readonly string[]
  | readonly number[]
  | Readonly<Record<string, string>>;

/** One parameter of a statement, which may occur in several places. */
export class Parameter {
  constructor(readonly value: SqlValue) {}
}

type Piece = string | Parameter;

/** SQL with its parameters in place; they are numbered when the whole statement is rendered. */
export class Sql {
  readonly pieces: readonly Piece[];

  /** @internal Use {@link sql}, {@link join} or {@link identifier}, so that no value becomes part of the text. */
  constructor(pieces: Iterable<Piece>) {
    this.pieces = merged(pieces);
  }

  /**
   * The statement for the driver. The text depends on the fragments alone, never on a value.
   *
   * @param bound values that replace those of the parameters
   */
  render(bound?: ReadonlyMap<Parameter, SqlValue>): { text: string; values: SqlValue[] } {
    const numbers = new Map<Parameter, number>();
    const text = this.pieces.map((piece) => {
      if (typeof piece === 'string') return piece;
      const number = numbers.get(piece) ?? numbers.size + 1;
      numbers.set(piece, number);
      return `$${number}`;
    });
    const values = Array.from(numbers.keys(), (parameter) =>
      bound?.has(parameter) === true ? bound.get(parameter) : parameter.value,
    );
    return { text: text.join(''), values };
  }
}

/**
 * SQL as a tagged template. A fragment becomes part of the text, anything else a parameter. PostgreSQL infers a
 * parameter's type from its context; where it cannot, write a cast: `${id}::uuid`.
 *
 * @example
 * sql`SELECT ${columns} FROM ${table} WHERE id = ${id}`
 */
export function sql(texts: TemplateStringsArray, ...parts: readonly (Sql | Parameter | SqlValue)[]): Sql {
  return new Sql(interleaved(texts, parts));
}

/** Fragments one after another. */
export function join(fragments: readonly Sql[], separator: ', ' | ' AND ' | ' UNION ALL ' = ', '): Sql {
  return new Sql(
    fragments.flatMap((fragment, index) => (index === 0 ? fragment.pieces : [separator, ...fragment.pieces])),
  );
}

/** A quoted name, qualified where there are several parts. */
export function identifier(...path: readonly string[]): Sql {
  return new Sql([path.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')]);
}

function* interleaved(
  texts: readonly string[],
  parts: readonly (Sql | Parameter | SqlValue)[],
): Generator<Piece> {
  for (const [index, text] of texts.entries()) {
    yield text;
    if (index === parts.length) return;
    const part = parts[index];
    if (part instanceof Sql) yield* part.pieces;
    else yield part instanceof Parameter ? part : new Parameter(part);
  }
}

/** Texts that follow each other become one, once, and not each time that a statement with them is rendered. */
function merged(pieces: Iterable<Piece>): readonly Piece[] {
  const all: Piece[] = [];
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else {
      all.push(text, piece);
      text = '';
    }
  }
  all.push(text);
  return all;
}
