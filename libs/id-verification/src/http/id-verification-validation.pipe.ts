import { type ArgumentMetadata, Injectable, Optional, type PipeTransform, type Type } from '@nestjs/common';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { validateInput } from '../validation/validate-input.js';

/** What a parameter of an unknown type is declared as: by compilers without metadata, or for an interface. */
const UNKNOWN: readonly unknown[] = [undefined, Object];

const PRIMITIVES: readonly unknown[] = [String, Number, Boolean, BigInt, Symbol, Array];

/**
 * Takes a body or query only as a valid instance of its class, by {@link validateInput}: unknown fields are refused.
 *
 * The class is the declared one of the parameter (`@Body(IdVerificationValidationPipe) request:
 * InitializeVerificationDto`), or the given one, for compilers that emit no metadata of decorators
 * (`@Body(new IdVerificationValidationPipe(InitializeVerificationDto))`). A primitive passes unchanged, as do
 * parameters of other kinds than body and query whose type is unknown.
 *
 * @publicApi
 */
@Injectable()
export class IdVerificationValidationPipe<T extends object = object> implements PipeTransform {
  constructor(@Optional() private readonly type?: Type<T>) {}

  /**
   * @throws IdVerificationValidationError that names each field and rule, and never a value
   * @throws IdVerificationConfigurationError for a body or query whose class is not known
   */
  async transform(value: unknown, { metatype, type: kind }: ArgumentMetadata): Promise<unknown> {
    const type = this.type ?? metatype;
    if (type !== undefined && !UNKNOWN.includes(type)) {
      return PRIMITIVES.includes(type) ? value : validateInput<object>(type, value);
    }
    if (kind !== 'body' && kind !== 'query') return value;
    throw new IdVerificationConfigurationError([
      `the class of a ${kind} is not known to IdVerificationValidationPipe: import it as a value and emit metadata of decorators, or give the class to the pipe's constructor`,
    ]);
  }
}
