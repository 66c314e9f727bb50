import type { LoggerService } from '@nestjs/common';

/** A logger that keeps its lines. */
export class LineCollector implements LoggerService {
  readonly lines: string[] = [];

  get text(): string {
    return this.lines.join('\n');
  }

  log(message: unknown): void {
    this.lines.push(String(message));
  }

  warn(message: unknown): void {
    this.lines.push(String(message));
  }

  error(message: unknown): void {
    this.lines.push(String(message));
  }

  fatal(message: unknown): void {
    this.lines.push(String(message));
  }
}
