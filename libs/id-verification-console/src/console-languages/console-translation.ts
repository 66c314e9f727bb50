import type { HealthProblemCode } from 'nestjs-id-verification';
import type { CONSOLE_EN } from './en.js';

/** What the application itself says in English: the fix of a problem of the health, and the console's own problem. */
type OwnKey = `hint.${HealthProblemCode}` | 'problem.operatorNeeded';

/** Every text of the console in a language: a key that is missing does not compile. */
export type ConsoleTranslation = Readonly<Record<keyof typeof CONSOLE_EN | OwnKey, string>>;

/** The texts of the console in one language. */
export type ConsoleTexts = Readonly<
  Record<keyof typeof CONSOLE_EN, string> & Partial<Record<OwnKey, string>>
>;
