import type { CloudauthParameters } from '../contract/cloudauth-operation.js';

/** What an operator may read of a refusal's text. */
export interface OperatorMessage {
  /** The vendor's `Message`, bounded, without anything that was sent. */
  readonly vendorMessage: string;
  /** The names of the sent parameters that it mentions. */
  readonly parameters: string | undefined;
}

/** What is read of a message, and what is kept of it, in characters. */
const READ = 300;
const KEPT = 200;

/** A shared run of this length is taken for a part of the value. */
const RUN = 6;

/** Longer values are pictures, which no message quotes in an encoded form. */
const LONGEST_ENCODED = 20_000;

const REDACTED = '[redacted]';

/** Signatures, tokens and keys, which are not among the parameters. */
const OPAQUE = /[\w+/=-]{20,}/g;

const WORD = /[\p{L}\p{N}]+/gu;

/**
 * Makes the vendor's `Message` readable to operators: without any value that was sent, or part of one, in plain or in an
 * encoded form. A word of a value is redacted also where the vendor meant something else by it.
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
  // What is cut in the middle of a value is too short to be recognised.
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
  // Another length in lower case, as of a few letters, would shift every place.
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
