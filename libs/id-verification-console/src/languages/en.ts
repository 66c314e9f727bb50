import type { ProblemTextKey } from './problem-text-key.js';

/** Every text of the pages but those of problems, in English. A part in braces is replaced. */
export const EN = {
  brand: 'ID Verification',
  sandbox: 'Sandbox',
  'sandbox.hint': 'An emulator stands in for the vendor',
  skip: 'Skip to the content',
  needsScript: 'This page needs JavaScript.',
  pages: 'Pages',
  language: 'Language',

  'key.title': 'Your API key',
  'key.lead': 'It is kept in this tab until you close it, and sent to this application alone.',
  'key.label': 'API key',
  'key.submit': 'Use this key',
  'key.change': 'Change key',

  'start.link': 'Verify',
  'start.title': 'Verify a user',
  'start.lead':
    'A few seconds in front of a camera show that there is a real person. Start here, and the user continues on this device or on a phone.',
  'start.id': 'Customer ID',
  'start.idHint': 'Any id from your records. Only a keyed hash of it is stored and sent to the vendor.',
  'start.submit': 'Start a verification',

  'choice.title': 'Where will the user continue?',
  'choice.lead': 'As soon as one device is used, the other one is refused.',
  'choice.here': 'On this device',
  'choice.hereHint': 'It needs a camera, with the user in front of it.',
  'choice.hereSubmit': 'Continue here',
  'choice.phone': 'On a phone',
  'choice.qr': 'QR code that opens the verification on a phone',
  'choice.phoneHint': 'Scan it with the phone’s camera.',
  'choice.phonePage': 'Open the phone’s page in a new tab',
  'choice.localOnly':
    'Only this computer can open this address. Open this page by an address that the phone can reach too.',
  'choice.elsewhere': 'The code is shown in the tab in which this was started.',
  'choice.left': 'The code works for {time}',
  'choice.over': 'This code has expired. No verification was started.',
  'choice.new': 'Show a new code',
  'choice.cancel': 'Cancel',

  'progress.title': 'The verification',
  'progress.steps': 'Progress',
  'progress.started': 'Started',
  'progress.user': 'With the user',
  'progress.result': 'Result',
  'progress.userPage': 'Open the user’s page',
  'progress.newTab': 'in a new tab',
  'progress.check': 'Check result now',
  'progress.again': 'Try again',
  'progress.startOver': 'Start over',
  'progress.another': 'Verify another user',
  'progress.expiresAt': 'Expires at',
  'progress.endedAt': 'Ended at',
  'progress.left': '{time} left',
  'progress.overdue': 'Expired. Waiting for the result of the vendor.',
  'progress.minutesLeft.one': '{count} minute left',
  'progress.minutesLeft.other': '{count} minutes left',
  'progress.return': 'Return to the application',

  'status.INITIALIZING': 'Initializing',
  'status.INITIALIZING.detail': 'The vendor has not responded yet.',
  'status.PENDING': 'Pending',
  'status.PENDING.detail':
    'Waiting for the user, who goes through the check. This page updates automatically.',
  'status.PASSED': 'Passed',
  'status.PASSED.detail': 'The check found a live person.',
  'status.FAILED': 'Failed',
  'status.FAILED.detail': 'The check did not accept the user.',
  'status.EXPIRED': 'Expired',
  'status.EXPIRED.detail': 'The verification ended without a result.',
  'status.REJECTED': 'Rejected',
  'status.REJECTED.detail': 'The vendor refused to start the verification.',
  'reason.liveness_risk':
    'The check could not make sure that a live person was in front of the camera. Good light, a bare face and a clean lens help; photos and screens do not pass.',
  'reason.device_risk':
    'The device does not look safe to the check: it may be modified, or only simulated. Another device may work.',
  'reason.not_finished': 'The user did not finish in time.',
  'reason.result_unavailable': 'The vendor returned no result before it deleted it.',
  'reason.canceled': 'It was canceled before the user finished.',
  'reason.erased': 'It was erased before it ended.',
  'reason.never_started': 'Initialize failed and was not retried in time.',

  'continue.name': 'Continue',
  'continue.title': 'Show that it’s you',
  'continue.lead': 'You will look into the camera for a few seconds.',
  'continue.light': 'Find good light, and hold the phone at eye level.',
  'continue.face': 'Take off a hat, a mask or sunglasses.',
  'continue.camera': 'Allow the camera when you are asked.',
  'continue.submit': 'Continue',
  'continue.doneTitle': 'You can close this page',
  'continue.doneLead':
    'If you have finished, there is nothing more to do here: the result is shown where you were invited. To begin, open the link or scan the code of your invitation.',

  'error.unreachable': 'The application cannot be reached. Try again in a few seconds.',
  'error.browser': 'This browser is not supported. Try another one.',
  'error.vendorScript': 'The vendor’s script cannot be loaded. Check the connection, and try again.',
  'error.forbidden': 'You are not allowed to do this. Check the key that you use.',
  'error.other': 'Something went wrong. Status code: {status}',
} as const satisfies Record<string, string>;

/**
 * What problems mean to a user, in English. Of input that is not valid, and of problems of the host, the application's
 * own words are shown: they are English, and name the field.
 */
export const EN_PROBLEMS: Readonly<Record<Exclude<ProblemTextKey, 'problem.invalidInput'>, string>> = {
  'problem.keyNeeded': 'An API key is needed. The one that was entered is not valid.',
  'problem.keyReadOnly': 'The API key may only read. Use a key that may make changes.',
  'problem.codeUnknown': 'This code is not known. It was withdrawn, or is long over.',
  'problem.codeUsed':
    'This code was used. It works for one device, and for five attempts at the most. Request a new one.',
  'problem.codeExpired': 'This code is too old. It works for ten minutes. Request a new one.',
  'problem.notFound': 'There is no such verification.',
  'problem.ended': 'This verification has ended. Start a new one.',
  'problem.open': 'This verification is still in progress.',
  'problem.attempts': 'There were too many attempts. Try again later.',
  'problem.inProgress': 'The verification is being started. Try again in a few seconds.',
  'problem.busy': 'There are too many requests right now. Wait a little, and try again.',
  'problem.device': 'The verification does not work with this device or browser. Try another device.',
  'problem.refused': 'The vendor refused the request. Contact the provider of this service.',
  'problem.unavailable': 'The vendor is not available right now. Try again later.',
  'problem.internal':
    'Something went wrong in the application. Try again later; if it happens again, contact the provider of this service.',
};
