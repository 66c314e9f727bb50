import type { PipeTransform, Type } from '@nestjs/common';
import { validateInput } from 'nestjs-id-verification';

/** Takes input only as a valid instance of the class, by the library's own rules for input. */
export class ValidatedPipe<T extends object> implements PipeTransform<unknown, Promise<T>> {
  constructor(private readonly type: Type<T>) {}

  /** @throws IdVerificationValidationError that names each field and rule */
  transform(value: unknown): Promise<T> {
    return validateInput(this.type, value);
  }
}
