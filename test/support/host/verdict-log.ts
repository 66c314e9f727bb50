import type { LoggerService } from '@nestjs/common';
import type { Logger as StatementLogger } from 'typeorm';

/** Keeps log lines by their level. */
export class LevelledLog implements LoggerService {
  readonly lines: { readonly level: string; readonly text: string }[] = [];

  /** The lines of one level that begin with an event's name. */
  events(level: 'log' | 'warn' | 'error', event: string): string[] {
    return this.lines
      .filter((line) => line.level === level && line.text.startsWith(event))
      .map(({ text }) => text);
  }

  log(message: unknown): void {
    this.lines.push({ level: 'log', text: String(message) });
  }

  warn(message: unknown): void {
    this.lines.push({ level: 'warn', text: String(message) });
  }

  error(message: unknown): void {
    this.lines.push({ level: 'error', text: String(message) });
  }
}

/** Keeps the statements that a data source sends, with their values. */
export class StatementLog implements StatementLogger {
  readonly statements: { readonly sql: string; readonly values: readonly unknown[] }[] = [];

  matching(pattern: RegExp): number {
    return this.statements.filter(({ sql }) => pattern.test(sql)).length;
  }

  logQuery(sql: string, values: unknown[] = []): void {
    this.statements.push({ sql, values });
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
