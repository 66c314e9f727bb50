import type { ConsoleTexts } from '../src/console-languages/console-translation.js';
import { pageData } from './dom.js';
import { fill, type Values } from './texts.js';

type ConsoleTextKey = keyof ConsoleTexts;

const texts = JSON.parse(pageData('texts')) as ConsoleTexts;

/** A text of the console, with values in place of its parts in braces. */
export function consoleText(key: RequiredKey, values?: Values): string {
  return fill(texts[key], values);
}

/** A text in the language of the page; without one, what the application itself says in English. */
export function consoleTextOr(own: string, key: string): string {
  return texts[key as ConsoleTextKey] ?? own;
}

type RequiredKey = Exclude<ConsoleTextKey, `hint.${string}` | 'problem.operatorNeeded'>;
