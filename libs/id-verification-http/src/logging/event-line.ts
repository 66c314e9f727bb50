/** `event key=value key="a value"`, the form in which the library logs an event. */
const EVENT = /^([a-z]+(?:_[a-z]+)*)(?: \w+=(?:"(?:\\.|[^"\\])*"|[^\s"=]+))*$/;
const FIELD = /(\w+)=("(?:\\.|[^"\\])*"|[^\s"=]+)/g;

/** What happened and with what. */
export interface LoggedEvent {
  readonly event: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The event of a line, or undefined where it is no event. */
export function readEventLine(line: string): LoggedEvent | undefined {
  const event = EVENT.exec(line)?.[1];
  if (event === undefined) return undefined;
  const fields = [...line.matchAll(FIELD)].map(([, name = '', value = '']) => [name, textOf(value)] as const);
  return { event, fields: Object.fromEntries(fields) };
}

function textOf(value: string): string {
  return value.startsWith('"') ? String(JSON.parse(value)) : value;
}
