import { ValidateBy } from 'class-validator';

/** Whether a value is a valid CallbackUrl: https, a host, printable ASCII, no user name or password, no fragment. */
export function isHttpsUrl(value: unknown): value is string {
  if (typeof value !== 'string' || !/^https:\/\/[\x21-\x7e]+$/.test(value)) return false;
  try {
    const url = new URL(value);
    return url.hostname !== '' && url.username === '' && url.password === '' && !value.includes('#');
  } catch {
    return false;
  }
}

/** An https address without user name, password or fragment. class-validator's IsUrl accepts them. */
export function IsHttpsUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isHttpsUrl',
    validator: {
      validate: isHttpsUrl,
      defaultMessage: () =>
        '$property must start with https:// and hold no user name, password, fragment or unencoded character',
    },
  });
}
