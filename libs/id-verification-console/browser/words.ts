import type { VerificationEventType, VerificationReason, VerificationStatus } from 'nestjs-id-verification';
import type { VerificationHistoryResponse, VerificationResponse } from 'nestjs-id-verification-http';
import type { Json } from './api.js';
import { hasText, locale, text } from './texts.js';

export type Verification = Json<VerificationResponse>;
export type VerificationEvent = Json<VerificationHistoryResponse>['items'][number];

/** Statuses in a word or two, for operators. */
export const STATUS_NAMES: Readonly<Record<VerificationStatus, string>> = {
  INITIALIZING: 'Initializing',
  PENDING: 'Pending',
  PASSED: 'Passed',
  FAILED: 'Failed',
  EXPIRED: 'Expired',
  REJECTED: 'Rejected',
};

/** Reasons in a few words, for operators. */
export const REASON_NAMES: Readonly<Record<VerificationReason, string>> = {
  verified: 'Verified',
  liveness_risk: 'Liveness risk',
  device_risk: 'Device risk',
  not_finished: 'Not finished',
  result_unavailable: 'Result unavailable',
  canceled: 'Canceled',
  erased: 'Erased',
  never_started: 'Never started',
  refused: 'Refused',
  other: 'Other',
};

/** Events in a few words, but for the end, which its status and its reason name. */
const EVENT_NAMES: Readonly<Record<Exclude<VerificationEventType, 'ended'>, string>> = {
  created: 'Created',
  initialize_failed: 'Initialize failed',
  initialize_retried: 'Initialize retried',
  initialized: 'Initialized',
  check_requested: 'Check requested',
  checked: 'Checked, no verdict',
  check_failed: 'Check failed',
  delivered: 'Delivered',
  delivery_failed: 'Delivery failed',
  delivery_dead_lettered: 'Delivery failed after all attempts',
  redelivery_requested: 'Redelivery requested',
  evidence_delivered: 'Evidence delivered',
  evidence_lost: 'Evidence lost',
  expiry_explained: 'Expiry explained',
  expiry_unexplained: 'Expiry not explained',
  erasure_requested: 'Erasure requested',
  erased: 'Erased',
};

/** A verification in words: a title, and one or two sentences below it, about its reason where there is more to say. */
export function inWords({ status, reason, subCode }: Verification): { title: string; detail: string } {
  const code = status === 'FAILED' && subCode ? ` (SubCode ${subCode})` : '';
  const meaning = `reason.${reason}`;
  const detail = text(hasText(meaning) ? meaning : `status.${status}.detail`);
  return { title: text(`status.${status}`), detail: detail + code };
}

/** An event of a verification in a few words. */
export function eventInWords({ type, status, reason }: VerificationEvent): string {
  if (type !== 'ended') return EVENT_NAMES[type];
  return [status && STATUS_NAMES[status], reason && REASON_NAMES[reason]].filter(Boolean).join(': ');
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

/** Seconds for display. */
export function durationInWords(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  if (seconds > 0 && seconds < 1) return '< 1 s';
  return seconds < 90 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} min`;
}
