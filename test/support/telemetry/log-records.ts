import type { LoggerService } from '@nestjs/common';

type Fields = Readonly<Record<string, unknown>>;

/** A logger that keeps each event with its fields, and tells of those to come. */
export class LogRecords implements LoggerService {
  readonly #records: { readonly message: unknown; readonly fields: Fields }[] = [];
  #arrived: () => void = () => undefined;

  /** Everything that was logged, as one text. */
  get text(): string {
    return JSON.stringify(this.#records);
  }

  /** The fields of the next event that satisfies a condition, from those on that were logged already. */
  async next(event: string, condition: (fields: Fields) => boolean): Promise<Fields> {
    for (;;) {
      const found = this.#records.find(({ message, fields }) => message === event && condition(fields));
      if (found !== undefined) return found.fields;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  log(message: unknown, fields: unknown): void {
    const isObject = typeof fields === 'object' && fields !== null;
    this.#records.push({ message, fields: isObject ? { ...fields } : { fields } });
    this.#arrived();
  }

  warn(message: unknown, fields: unknown): void {
    this.log(message, fields);
  }

  error(message: unknown, fields: unknown): void {
    this.log(message, fields);
  }
}
