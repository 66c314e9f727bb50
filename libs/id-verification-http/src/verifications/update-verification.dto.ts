import { isObject, ValidateBy } from 'class-validator';
import { splitMetadata } from './split-metadata.js';

/**
 * The body of `PATCH /verifications/:merchantBizId`. The library checks each link.
 *
 * @publicApi
 */
export class UpdateVerificationDto {
  @ValidateBy({
    name: 'isMetadata',
    validator: {
      validate: (value) =>
        isObject<Record<string, string>>(value) && Object.keys(splitMetadata(value).own).length === 0,
      defaultMessage: () => '$property must be an object of strings, and no key may start with _',
    },
  })
  readonly metadata!: Readonly<Record<string, string>>;
}
