import { isObject, type JsonObject } from '../validation/json-object.js';
import { Option } from './option.js';

type Options = Readonly<Record<string, Option<never, unknown>>>;

type GivenValue<Entry> = Entry extends Option<infer Given, unknown> ? Given : never;
type ResolvedValue<Entry> = Entry extends Option<never, infer Resolved> ? Resolved : never;

type OptionalName<Entries> = {
  [Name in keyof Entries]: undefined extends GivenValue<Entries[Name]> ? Name : never;
}[keyof Entries];

// Mapped over the names of the entries, without `as`: otherwise an editor does not show the comments of the entries.
type Mandatory<Entries, Names extends keyof Entries> = {
  readonly [Name in Names]: GivenValue<Entries[Name]>;
};
type Omissible<Entries, Names extends keyof Entries> = {
  readonly [Name in Names]?: GivenValue<Entries[Name]> | undefined;
};

type GivenEntries<Entries> = Mandatory<Entries, Exclude<keyof Entries, OptionalName<Entries>>> &
  Omissible<Entries, OptionalName<Entries>>;
type ResolvedEntries<Entries> = { readonly [Name in keyof Entries]: ResolvedValue<Entries[Name]> };

/** The type of a table's options in the host's configuration. */
export type Given<Table> = Table extends OptionTable<infer Entries> ? GivenEntries<Entries> : never;

/** The type of a table's options with all defaults. */
export type Resolved<Table> = Table extends OptionTable<infer Entries> ? ResolvedEntries<Entries> : never;

/** A rule over several options. */
export interface CrossCheck {
  /** The sentence of the error. */
  readonly rule: string;
  readonly holds: (given: JsonObject) => boolean;
}

/**
 * The declaration of a group of options. Types, validation at boot, defaults and `docs/reference/options.md` are
 * derived from it; the comment above an entry is its documentation everywhere.
 */
export class OptionTable<Entries extends Options> {
  constructor(
    readonly entries: Entries,
    readonly crossChecks: readonly CrossCheck[] = [],
  ) {}

  /**
   * All problems, each as a sentence with the option and the rule, and never the value, which may be a secret.
   *
   * @param prefix the prefix of each name, such as `http.`
   */
  problems(given: JsonObject, prefix = ''): string[] {
    return [
      ...this.unknownNames(given, prefix),
      ...Object.entries(this.entries).flatMap(([name, entry]) => entry.problems(given[name], prefix + name)),
      ...this.crossChecks.filter(({ holds }) => !holds(given)).map(({ rule }) => rule),
    ];
  }

  /** Applies the defaults; the options must be valid. */
  resolve(given: GivenEntries<Entries>): ResolvedEntries<Entries>;
  resolve(given: Readonly<Record<string, never>>): JsonObject {
    return Object.fromEntries(
      Object.entries(this.entries).map(([name, { rule }]) => [name, rule.resolve(given[name] as never)]),
    );
  }

  /** The table as an entry of another table. The type parameters are explicit, so that editors show their names. */
  asOption<
    GivenGroup extends GivenEntries<Entries>,
    ResolvedGroup extends ResolvedEntries<Entries>,
  >(): Option<GivenGroup, ResolvedGroup>;
  asOption(): Option<GivenEntries<Entries>, ResolvedEntries<Entries>> {
    return new Option({
      expected: 'an object',
      accepts: isObject,
      inner: (given, name) => (isObject(given) ? this.problems(given, `${name}.`) : []),
      resolve: (given) => this.resolve(given),
      table: this,
    });
  }

  /** Unknown names, which are probably misspelt. */
  private unknownNames(given: JsonObject, prefix: string): string[] {
    const known = Object.keys(this.entries);
    return Object.keys(given)
      .filter((name) => !known.includes(name))
      .map((name) => `\`${prefix}${name}\` is not an option; known are ${known.join(', ')}`);
  }
}
