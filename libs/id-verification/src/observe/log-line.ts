/** One event as one line, `event key=value …`: readable by people and by every log store. */
export function logLine(
  event: string,
  fields: Readonly<Record<string, string | number | undefined>>,
): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${/^[^\s"=]+$/.test(String(value)) ? value : JSON.stringify(value)}`);
  return [event, ...pairs].join(' ');
}
