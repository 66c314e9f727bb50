import { percentDecode } from './percent-encoding.js';

/** One decoded `name=value`, in the order of the wire. */
export type ParameterPair = readonly [name: string, value: string];

/** Decoded parameters by name. The object has no prototype, so that it contains only sent names. */
export type CallParameters = Readonly<Record<string, string>>;

/** Decodes a query string (without `?`) or a form body. */
export function parsePairs(encoded: string): ParameterPair[] {
  if (encoded === '') return [];
  return encoded
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const equals = piece.indexOf('=');
      if (equals < 0) return [percentDecode(piece), ''];
      return [percentDecode(piece.slice(0, equals)), percentDecode(piece.slice(equals + 1))];
    });
}

/** Parameters by name; the first of duplicate names counts, and the query precedes the body. */
export function parametersOf(...sources: readonly (readonly ParameterPair[])[]): CallParameters {
  const parameters: Record<string, string> = Object.create(null);
  for (const pairs of sources) for (const [name, value] of pairs) parameters[name] ??= value;
  return parameters;
}
