import { ValidateBy } from 'class-validator';
import { isHttpsUrl } from './https-url.js';

/** An https address without user name, password or fragment. class-validator's own IsUrl lets those through. */
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
