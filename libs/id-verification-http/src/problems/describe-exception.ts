/**
 * An unexpected exception as a log may hold it: its class, its code and where it happened. Its message is left out,
 * because what it quotes is unknown.
 */
export function describeException(exception: unknown): string {
  if (!(exception instanceof Error)) return `a thrown ${typeof exception}`;
  const code = 'code' in exception && typeof exception.code === 'string' ? ` ${exception.code}` : '';
  const frames = (exception.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  return [`${exception.constructor.name}${code}`, ...frames].join('\n');
}
