import { ValidateBy } from 'class-validator';

/** An http or https address for a browser, without user name and password. */
export function IsWebUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isWebUrl',
    validator: {
      validate: isWebUrl,
      defaultMessage: () => '$property must be an http or https address without user name or password',
    },
  });
}

function isWebUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !/^https?:\/\/[\x21-\x7e]+$/i.test(value) || !URL.canParse(value))
    return false;
  const { username, password } = new URL(value);
  return username === '' && password === '';
}
