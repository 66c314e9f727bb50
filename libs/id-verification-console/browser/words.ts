import type { VerificationResponse } from 'nestjs-id-verification-http';
import type { Json } from './api.js';
import { hasText, locale, text } from './texts.js';

export type Verification = Json<VerificationResponse>;

/** A verification in words: a title, and one or two sentences below it, about its reason where there is more to say. */
export function inWords({ status, reason, subCode }: Verification): { title: string; detail: string } {
  const code = status === 'FAILED' && subCode ? ` (SubCode ${subCode})` : '';
  const meaning = `reason.${reason}`;
  const detail = text(hasText(meaning) ? meaning : `status.${status}.detail`);
  return { title: text(`status.${status}`), detail: detail + code };
}

export function isFinal({ status }: Verification): boolean {
  return status !== 'INITIALIZING' && status !== 'PENDING';
}

/** A time for display, with the day where that is not today. */
export function timeInWords(instant: string | undefined): string {
  if (instant === undefined) return '–';
  const time = new Date(instant);
  const isToday = time.toDateString() === new Date().toDateString();
  const day = isToday ? {} : ({ day: 'numeric', month: 'short' } as const);
  return time.toLocaleString(locale, { ...day, hour: '2-digit', minute: '2-digit' });
}
