import type { CloudauthParameters } from '../contract/cloudauth-operation.js';

/** The redacted message of a refusal, for operators. */
export interface OperatorMessage {
  /** The vendor's `Message`, truncated and without any sent value. */
  readonly vendorMessage: string;
  /** The names of the sent parameters whose values it contained. */
  readonly parameters: string | undefined;
}

/** The limits of the text that is read and of the text that is kept, in characters. */
const READ = 300;
const KEPT = 200;

/** The length from which a common substring counts as a part of a value. */
const RUN = 6;

/** Longer values are pictures, which messages do not quote in an encoded form. */
const LONGEST_ENCODED = 20_000;

const REDACTED = '[redacted]';

/** Signatures, tokens and keys, which are not among the parameters. */
const OPAQUE = /[\w+/=-]{20,}/g;

const WORD = /[\p{L}\p{N}]+/gu;

/**
 * Redacts the vendor's `Message` for the log: removes sent values and parts of them, plain and encoded. A word that
 * occurs in a value is removed even if the vendor means something else.
 */
export function operatorMessage(message: string, sent: CloudauthParameters): OperatorMessage {
  const names = Object.keys(sent).filter((name) => message.includes(name));
  const isName = new RegExp(`(${names.map(escaped).join('|') || '(?!)'})`);
  const values = Object.values(sent);
  const text = message
    .slice(0, READ)
    .split(isName)
    .map((part) => (names.includes(part) ? part : redact(part, values)))
    .join('');
  // A value that is truncated at the end may be too short to be recognised.
  const whole = message.length > READ ? text.slice(0, -RUN) : text;
  return { vendorMessage: whole.slice(0, KEPT), parameters: names.length > 0 ? names.join(',') : undefined };
}

function redact(part: string, values: readonly string[]): string {
  const texts = values.flatMap(forms).map((value) => value.toLowerCase());
  const words = new Set(
    values.flatMap((value) => value.slice(0, LONGEST_ENCODED).toLowerCase().match(WORD) ?? []),
  );
  return withoutRuns(part, texts)
    .replace(OPAQUE, REDACTED)
    .split(REDACTED)
    .map((rest) => rest.replace(WORD, (word) => (words.has(word.toLowerCase()) ? REDACTED : word)))
    .join(REDACTED);
}

function withoutRuns(part: string, texts: readonly string[]): string {
  const lower = part.toLowerCase();
  // Some letters change their length in lower case, which would shift all positions.
  if (lower.length !== part.length) return REDACTED;
  let kept = '';
  for (let at = 0; at < part.length;) {
    const end = endOfRun(lower, at, texts);
    kept += end === at ? part.charAt(at) : REDACTED;
    at = Math.max(end, at + 1);
  }
  return kept;
}

function endOfRun(lower: string, at: number, texts: readonly string[]): number {
  const sharing = (end: number) => texts.some((text) => text.includes(lower.slice(at, end)));
  let end = at + RUN;
  if (end > lower.length || !sharing(end)) return at;
  while (end < lower.length && sharing(end + 1)) end += 1;
  return end;
}

function forms(value: string): string[] {
  if (value.length > LONGEST_ENCODED) return [value];
  const once = encodeURIComponent(value.toWellFormed());
  return [value, once, encodeURIComponent(once), JSON.stringify(value)];
}

function escaped(name: string): string {
  return name.replace(/[^\w]/g, '\\$&');
}
