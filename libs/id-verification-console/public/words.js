/** What a status means to a user who waits for it, and the same in a word or two. */
const STATUS = {
  INITIALIZING: ['Starting', 'The vendor has not responded yet.'],
  PENDING: [
    'Waiting for the user',
    'The user goes through the check. This page updates automatically.',
    'Waiting',
  ],
  PASSED: ['Passed', 'The check found a live person.'],
  FAILED: ['Failed', 'The check did not accept the user.'],
  EXPIRED: ['No result', 'The verification ended without a result.'],
  REJECTED: ['Not started', 'The vendor refused to start the verification.'],
};

/** Why it ended so: in a few words, and where there is more to say than the status does, in a sentence or two. */
const REASON = {
  verified: ['Verified'],
  liveness_risk: [
    'Liveness risk',
    'The check could not make sure that a live person was in front of the camera. Good light, a bare face and a clean lens help; photos and screens do not pass.',
  ],
  device_risk: [
    'Device risk',
    'The device does not look safe to the check: it may be modified, or only simulated. Another device may work.',
  ],
  not_finished: ['Not finished', 'The user did not finish in time.'],
  result_unavailable: ['Result unavailable', 'The vendor returned no result before it deleted it.'],
  canceled: ['Canceled', 'It was canceled before the user finished.'],
  erased: ['Erased', 'It was erased before it ended.'],
  never_started: ['Never started', 'Initialize failed and was not retried in time.'],
  refused: ['Refused'],
  other: ['Other'],
};

/** A verification in words: a title, and one or two sentences below it. */
export function inWords({ status, reason, subCode }) {
  const [title, meaning] = STATUS[status] ?? [status, ''];
  const code = status === 'FAILED' && subCode ? ` (SubCode ${subCode})` : '';
  return { title, detail: (REASON[reason]?.[1] ?? meaning) + code };
}

/** A status in a word or two. */
export function statusInWords(status) {
  const [title, , short = title] = STATUS[status] ?? [status];
  return short;
}

/** A reason in a few words. */
export function reasonInWords(reason) {
  return REASON[reason]?.[0] ?? reason;
}

export const STATUSES = Object.keys(STATUS);

export function isFinal({ status }) {
  return status !== 'INITIALIZING' && status !== 'PENDING';
}

/** A time for display, with the day where that is not today. */
export function timeInWords(text) {
  if (!text) return '–';
  const time = new Date(text);
  const isToday = time.toDateString() === new Date().toDateString();
  const day = isToday ? {} : { day: 'numeric', month: 'short' };
  return time.toLocaleString([], { ...day, hour: '2-digit', minute: '2-digit' });
}

/** Seconds for display. */
export function durationInWords(seconds) {
  if (seconds === undefined) return '–';
  if (seconds > 0 && seconds < 1) return '< 1 s';
  return seconds < 90 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} min`;
}
