import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';

const LINES = 20;

/** Opens a fresh log for one run of the server and keeps the one before it. The caller closes the descriptor. */
export function openServerLog(path: string): { descriptor: number; close(): void } {
  if (existsSync(path)) renameSync(path, path.replace(/\.log$/, '.previous.log'));
  const descriptor = openSync(path, 'w', 0o600);
  return { descriptor, close: () => closeSync(descriptor) };
}

/** The end of the log for an error message. */
export function serverLogTail(path: string, password: string): string {
  return existsSync(path) ? lastLines(readFileSync(path, 'utf8'), password) : '';
}

/** The last lines of a text, without the password, should any program ever print it. */
export function lastLines(text: string, password: string): string {
  return text.trimEnd().split('\n').slice(-LINES).join('\n').replaceAll(password, '********');
}
