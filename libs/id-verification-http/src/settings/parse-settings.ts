import type { z } from 'zod';
import { ConfigurationError, type SettingProblem } from './configuration.error.js';

/**
 * Settings by name, as a process gets them.
 *
 * @publicApi
 */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Checks settings by one schema. White space around a value does not count, and an empty value is an absent one. Of the
 * environment nothing else is looked at: a shell and a platform put variables of their own there.
 *
 * @param refuse what is wrong with the text of any setting, beside what the schema says; undefined where nothing is
 * @throws ConfigurationError that lists every problem with its fix, and no value
 * @publicApi
 */
export function parseSettings<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
  refuse: (text: string, setting: string) => string | undefined = () => undefined,
): z.output<Schema> {
  const given = Object.entries(environment)
    .filter(([setting]) => Object.hasOwn(schema.shape, setting))
    .map(([setting, value]) => [setting, value?.trim() ?? ''] as const)
    .filter(([, text]) => text !== '');
  const result = schema.safeParse(Object.fromEntries(given));
  const problems: SettingProblem[] = [
    ...(result.error?.issues ?? []).map(({ path, message }) => ({ setting: String(path[0]), fix: message })),
    ...given.flatMap(([setting, text]) => {
      const fix = refuse(text, setting);
      return fix === undefined ? [] : [{ setting, fix }];
    }),
  ];
  if (problems.length > 0 || !result.success) throw new ConfigurationError(problems);
  return result.data;
}

/** What settings of this package begin with. */
const OWN_PREFIX =
  /^(ID_VERIF|(VERIFICATION|REQUEST|START)S?_(PER_|TIMEOUT)|SANDBOX_|API_KEY|TRUST_|DRAIN_|CORS_|LOG_|ALIBABA_CLOUD_(ACCESS_KEY|SECURITY_))/;

/**
 * Names that look like settings of the application and are none: most likely misspelt ones.
 *
 * @param own what the name of a setting begins with; by default, what those of this package begin with
 * @publicApi
 */
export function unknownSettings(
  environment: Environment,
  known: readonly string[],
  own: RegExp = OWN_PREFIX,
): string[] {
  return Object.keys(environment).filter((name) => own.test(name) && !known.includes(name));
}
