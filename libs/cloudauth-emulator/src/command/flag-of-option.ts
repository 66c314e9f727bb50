import { InvalidInputError } from '../validation/invalid-input.error.js';

/** Flags whose names say the opposite of their options, or which make up one option together. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  singleUseUrl: 'reusable-url',
  deleteSupported: 'delete-unsupported',
  checkCallbackUrl: 'skip-callback-check',
  accessKeys: 'access-key-id',
};

/** What is wrong with the options, in terms of the flags that they came from. */
export function inFlags({ problems }: InvalidInputError): string {
  return problems.map(({ field, rule }) => `--${OWN_NAMES[field] ?? kebab(field)} ${rule}`).join('; ');
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
