import type { VerificationReason, VerificationStatus } from 'nestjs-id-verification';
import type { VerificationHistoryResponse } from 'nestjs-id-verification-http';
import type { Json } from './api.js';
import { consoleText } from './console-texts.js';
import { make } from './dom.js';
import { locale, text } from './texts.js';
import { inWords, isFinal, timeInWords, type Verification } from './words.js';

export type VerificationEvent = Json<VerificationHistoryResponse>['items'][number];

/** A status in a word or two. */
export function statusName(status: VerificationStatus): string {
  return text(`status.${status}`);
}

/** A reason in a few words. */
export function reasonName(reason: VerificationReason): string {
  return consoleText(`reasonName.${reason}`);
}

/** A verification in words. A user is advised what to do next, an operator reads what the vendor found. */
export function explained(verification: Verification): string {
  const { title, detail } = inWords(verification);
  if (!isFinal(verification)) return title;
  return consoleText('detail.status', { status: title, detail: findingOf(verification) ?? detail });
}

function findingOf({ status, reason, subCode }: Verification): string | undefined {
  if (status !== 'FAILED' || (reason !== 'liveness_risk' && reason !== 'device_risk')) return undefined;
  const code = subCode === undefined ? '' : ` (SubCode ${subCode})`;
  return consoleText(`explained.${reason}`) + code;
}

/** An event of a verification in a few words; the end, by its status and its reason. */
export function eventName({ type, status, reason }: VerificationEvent): string {
  if (type !== 'ended') return consoleText(`event.${type}`);
  if (status === undefined || reason === undefined) return status === undefined ? '–' : statusName(status);
  return consoleText('history.ended', { status: statusName(status), reason: reasonName(reason) });
}

/** A time as {@link timeInWords} writes it, and in full where the pointer rests on it. */
export function timeElement(instant: string | undefined): Node | string {
  if (instant === undefined) return '–';
  return make('time', { dateTime: instant, title: fullTime(instant) }, timeInWords(instant));
}

/** A time with its day, its seconds and its zone, and as logs write it where the pointer rests on it. */
export function fullTimeElement(instant: string | undefined): Node | string {
  if (instant === undefined) return '–';
  return make('time', { dateTime: instant, title: instant }, fullTime(instant));
}

function fullTime(instant: string): string {
  return new Date(instant).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'long' });
}

/** A number for display. */
export function numberInWords(value: number): string {
  return value.toLocaleString(locale);
}

/** A share of 0 to 1 for display. */
export function percent(share: number): string {
  return share.toLocaleString(locale, { style: 'percent' });
}

/** Seconds for display. */
export function durationInWords(seconds: number): string {
  if (seconds > 0 && seconds < 1) return `< ${inUnit(1, 'second')}`;
  return seconds < 90 ? inUnit(Math.round(seconds), 'second') : inUnit(seconds / 60, 'minute');
}

function inUnit(value: number, unit: 'minute' | 'second'): string {
  return value.toLocaleString(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
}
