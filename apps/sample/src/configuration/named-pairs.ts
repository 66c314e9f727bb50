import type { EnvironmentReader } from './environment-reader.js';
import type { SettingName } from './setting-names.js';

/** What a list of `name:value` pairs must look like. */
interface PairRules {
  /** One whole entry; its two groups are the name and the value. */
  readonly entry: RegExp;
  readonly whenMissing: string;
  readonly whenMalformed: string;
}

/** Reads `name:value,name2:value2`; names are unique. */
export function readNamedPairs(
  reader: EnvironmentReader,
  setting: SettingName,
  { entry, whenMissing, whenMalformed }: PairRules,
): { name: string; value: string }[] {
  const text = reader.required(setting, whenMissing);
  if (text === '') return [];
  const pairs = text.split(',').map((part) => toPair(entry.exec(part.trim())));
  const valid = pairs.filter((pair) => pair !== undefined);
  if (valid.length < pairs.length) reader.refuse(setting, whenMalformed);
  if (new Set(valid.map(({ name }) => name)).size < valid.length) {
    reader.refuse(setting, 'names two keys alike: give each a name of its own');
  }
  return valid;
}

function toPair(match: RegExpExecArray | null): { name: string; value: string } | undefined {
  const [, name, value] = match ?? [];
  return name === undefined || value === undefined ? undefined : { name, value };
}
