/** What a status means to whoever waits for it. */
const STATUS = {
  INITIALIZING: ['Starting', 'The vendor has not answered yet.'],
  PENDING: [
    'Waiting for the person',
    'Open the person’s page and finish there. This page follows by itself.',
  ],
  PASSED: ['Passed', 'The check found a live person.'],
  FAILED: ['Failed', 'The check did not accept the person.'],
  EXPIRED: ['No result', 'The verification ended without a result.'],
  REJECTED: ['Not started', 'The vendor refused to start the verification.'],
};

/** Why it ended so, where there is more to say than the status does. */
const REASON = {
  liveness_risk:
    'The check could not make sure that a live person was in front of the camera. Good light, a bare face and a clean lens help; photos and screens do not pass.',
  device_risk:
    'The device does not look safe to the check: it may be modified, or only simulated. Another device may work.',
  not_finished: 'The person did not finish in time.',
  result_unavailable: 'The vendor gave no result before it had to delete it.',
  erased: 'It was erased before it ended.',
  never_started: 'It was given up, because the vendor could not be reached for too long.',
};

/** A verification in words: a title, and one or two sentences below it. */
export function inWords({ status, reason, subCode }) {
  const [title, meaning] = STATUS[status] ?? [status, ''];
  const code = status === 'FAILED' && subCode ? ` (SubCode ${subCode})` : '';
  return { title, detail: (REASON[reason] ?? meaning) + code };
}

export function isFinal({ status }) {
  return status !== 'INITIALIZING' && status !== 'PENDING';
}
