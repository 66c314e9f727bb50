interface Rule<Given, Resolved> {
  /** The expected value, as the end of "`name` must be …". */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** Problems inside an accepted value. */
  readonly inner?: (value: unknown, name: string) => string[];
  readonly resolve: (given: Given) => Resolved;
  readonly defaultValue?: unknown;
  /** The table of an option that is a group. */
  readonly table?: object;
}

/**
 * One option of an {@link OptionTable}: its valid values, its resolved value and its default. Values are validated as
 * unknown: they may come from configuration files and environment variables, where types do not apply.
 */
export class Option<Given, Resolved = Given> {
  constructor(readonly rule: Rule<Given, Resolved>) {}

  /** All problems of the value, each as a sentence with the option's name and never the value. */
  problems(value: unknown, name: string): string[] {
    const { accepts, inner, expected } = this.rule;
    if (accepts(value)) return inner?.(value, name) ?? [];
    return [`\`${name}\` ${value === undefined ? 'is missing: it ' : ''}must be ${expected}`];
  }

  /** Makes the option optional, with this default. */
  default(defaultValue: Given): Option<Given | undefined, Resolved> {
    const { resolve } = this.rule;
    return this.unless(undefined, {
      resolve: (given: Given | undefined) => resolve(given === undefined ? defaultValue : given),
      defaultValue,
    });
  }

  /** Makes the option optional. */
  optional(): Option<Given | undefined, Resolved | undefined> {
    const { resolve } = this.rule;
    return this.unless(undefined, {
      resolve: (given: Given | undefined) => (given === undefined ? undefined : resolve(given)),
    });
  }

  /** Accepts `false`, which disables the feature and resolves to undefined. */
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

/** An option with a test of its values. */
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

export function isVisibleAscii(given: unknown): given is string {
  return typeof given === 'string' && /^[\x21-\x7e]+$/.test(given);
}
