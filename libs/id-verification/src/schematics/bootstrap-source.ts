/**
 * Adds `enableShutdownHooks()` to the bootstrap, so that in-flight work ends before the process does.
 *
 * @returns the source unchanged if it has the call, or no line that creates an application
 */
export function withShutdownHooks(source: string): string {
  if (source.includes('enableShutdownHooks(')) return source;
  return source.replace(
    /^( *)const (\w+) = await NestFactory\.create\b[^;]*;\n/m,
    (created, indent: string, app: string) => `${created}${indent}${app}.enableShutdownHooks();\n`,
  );
}
