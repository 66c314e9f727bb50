/**
 * Options come from configuration files and environment variables, so that their types prove nothing: they are
 * checked as unknown values.
 */
export type Unknowns = Readonly<Record<string, unknown>>;

interface Rule<Given, Resolved> {
  /** What the value must be, as the end of "`name` must be …". */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** Problems inside an accepted value. */
  readonly inner?: (value: unknown, name: string) => string[];
  readonly resolve: (given: Given) => Resolved;
  readonly defaultValue?: unknown;
  /** Where the option is a group: its table. */
  readonly table?: object;
}

/** One option of an {@link OptionTable}: what a host may give, what becomes of it, and what its default is. */
export class Option<Given, Resolved = Given> {
  constructor(readonly rule: Rule<Given, Resolved>) {}

  /** Every problem of the value, each as a sentence with the option's name and never with the value. */
  problems(value: unknown, name: string): string[] {
    const { accepts, inner, expected } = this.rule;
    if (accepts(value)) return inner?.(value, name) ?? [];
    return [`\`${name}\` ${value === undefined ? 'is missing: it ' : ''}must be ${expected}`];
  }

  /** The option may be left out, and then has this value. */
  default(defaultValue: Given): Option<Given | undefined, Resolved> {
    const { resolve } = this.rule;
    return this.unless(undefined, {
      resolve: (given: Given | undefined) => resolve(given === undefined ? defaultValue : given),
      defaultValue,
    });
  }

  /** The option may be left out. */
  optional(): Option<Given | undefined, Resolved | undefined> {
    const { resolve } = this.rule;
    return this.unless(undefined, {
      resolve: (given: Given | undefined) => (given === undefined ? undefined : resolve(given)),
    });
  }

  /** `false` turns off what the option is about; then it resolves to undefined. */
  orFalse(): Option<Given | false, Resolved | undefined> {
    const { resolve, expected } = this.rule;
    return this.unless(false, {
      resolve: (given: Given | false) => (given === false ? undefined : resolve(given)),
      expected: `${expected}, or false`,
    });
  }

  private unless<NewGiven, NewResolved>(
    spared: undefined | false,
    change: Pick<Rule<NewGiven, NewResolved>, 'resolve'> & Partial<Rule<NewGiven, NewResolved>>,
  ): Option<NewGiven, NewResolved> {
    const { accepts, inner } = this.rule;
    return new Option({
      ...this.rule,
      accepts: (value) => value === spared || accepts(value),
      inner: (value, name) => (value === spared ? [] : (inner?.(value, name) ?? [])),
      ...change,
    });
  }
}

/** A value that passes a test. */
export function value<Value>(expected: string, accepts: (value: unknown) => boolean): Option<Value> {
  return new Option({ expected, accepts, resolve: (given) => given });
}

export function integer(least: number, most: number): Option<number> {
  return value(
    `a whole number from ${least} to ${most}`,
    (given) => typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most,
  );
}

export function oneOf<const Value>(...allowed: readonly Value[]): Option<Value> {
  return value(`one of ${allowed.join(', ')}`, (given) => allowed.some((one) => one === given));
}

export const flag = (): Option<boolean> => oneOf<boolean>(true, false);

export function text(expected: string, pattern: RegExp): Option<string> {
  return value(expected, (given) => typeof given === 'string' && pattern.test(given));
}

export function isRecord(given: unknown): given is Unknowns {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

export function isVisibleAscii(given: unknown): given is string {
  return typeof given === 'string' && /^[\x21-\x7e]+$/.test(given);
}
