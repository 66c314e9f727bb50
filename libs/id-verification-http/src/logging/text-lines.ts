import type { DestinationStream } from 'pino';

/** Turns pino's lines into text for a terminal: time, level, context, message and fields. */
export function textLines(destination: DestinationStream): DestinationStream {
  return { write: (line) => destination.write(textOf(JSON.parse(line))) };
}

function textOf(record: Readonly<Record<string, unknown>>): string {
  const { time, level, context, message, pid: _, service: __, version: ___, ...fields } = record;
  const named = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${[time, String(level).toUpperCase(), `[${String(context)}]`, message, ...named].join(' ')}\n`;
}
