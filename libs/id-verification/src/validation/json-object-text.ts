import { isObject } from './json-object.js';

/** What a text holds, read as JSON. */
export type JsonTextKind = 'object' | 'encoded-twice' | 'other-json' | 'not-json';

/** Distinguishes a JSON object from common mistakes. */
export function jsonTextKind(value: string): JsonTextKind {
  const parsed = parse(value);
  if (parsed === undefined) return 'not-json';
  if (typeof parsed.json === 'string') {
    const inner = parse(parsed.json);
    return inner !== undefined && isObject(inner.json) ? 'encoded-twice' : 'other-json';
  }
  return isObject(parsed.json) ? 'object' : 'other-json';
}

function parse(value: string): { json: unknown } | undefined {
  try {
    const json: unknown = JSON.parse(value);
    return { json };
  } catch {
    return undefined;
  }
}
