import { InvalidInputError } from '../validation/invalid-input.error.js';

/** Flags that negate their option, or that form one option together. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  singleUseUrl: 'reusable-url',
  deleteSupported: 'delete-unsupported',
  checkCallbackUrl: 'skip-callback-check',
  accessKeys: 'access-key-id',
};

/** The problems of the options, with the names of their flags. */
export function inFlags({ problems }: InvalidInputError): string {
  return problems.map(({ field, rule }) => `--${OWN_NAMES[field] ?? kebab(field)} ${rule}`).join('; ');
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
