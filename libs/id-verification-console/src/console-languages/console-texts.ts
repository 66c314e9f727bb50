import type { Language } from '../languages/languages.js';
import type { ConsoleTexts } from './console-translation.js';
import { CONSOLE_EN } from './en.js';
import { CONSOLE_ID } from './id.js';
import { CONSOLE_MS } from './ms.js';
import { CONSOLE_ZH_HANS } from './zh-hans.js';
import { CONSOLE_ZH_HANT } from './zh-hant.js';

export const CONSOLE_TEXTS: Readonly<Record<Language, ConsoleTexts>> = {
  en: CONSOLE_EN,
  'zh-Hant': CONSOLE_ZH_HANT,
  'zh-Hans': CONSOLE_ZH_HANS,
  id: CONSOLE_ID,
  ms: CONSOLE_MS,
};
