import type { ConsoleTexts } from '../console-languages/console-translation.js';
import type { Language } from '../languages/languages.js';
import type { Texts } from '../languages/translation.js';
import { problemTexts } from './problem-text-keys.js';
import { scriptTexts, type ScriptTexts } from './script-texts.js';

/** What the scripts of the console read. */
export type ConsoleScriptTexts = ScriptTexts & ConsoleTexts;

/**
 * The texts of the console. A text of a problem is for users and stands for several codes, so an operator is shown the
 * code too; in English, an operator reads what the application itself says, but for a key that is refused.
 */
export function consoleScriptTexts(
  language: Language,
  texts: Texts,
  consoleTexts: ConsoleTexts,
): ConsoleScriptTexts {
  const { unauthorized = '', ...others } = problemTexts(texts);
  const withCodes =
    language === 'en'
      ? []
      : Object.entries({ ...others, operator_needed: consoleTexts['problem.operatorNeeded'] }).map(
          ([code, text]) => [code, `${text} (${code})`],
        );
  return {
    ...scriptTexts(texts),
    ...consoleTexts,
    problems: { ...Object.fromEntries(withCodes), unauthorized },
  };
}
