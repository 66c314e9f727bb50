import { createLogger } from 'nestjs-id-verification-http/logging';

type Fields = Readonly<Record<string, unknown>>;

/** Keeps each line of a log with its fields, and tells of those to come. */
export class LogRecords {
  /** Writes here whatever its level. */
  readonly logger = createLogger({ format: 'json', level: 'trace' }, this);
  readonly #records: { readonly message: unknown; readonly fields: Fields }[] = [];
  #arrived: () => void = () => undefined;

  /** Everything that was logged, as one text. */
  get text(): string {
    return JSON.stringify(this.#records);
  }

  clear(): void {
    this.#records.length = 0;
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

  write(line: string): void {
    const { message, time: _, pid: __, context: ___, ...fields } = JSON.parse(line);
    this.#records.push({ message, fields });
    this.#arrived();
  }
}

/** For what is not about the log. */
export const SILENT: LogRecords['logger'] = createLogger(
  { format: 'json', level: 'fatal' },
  { write: () => undefined },
);
