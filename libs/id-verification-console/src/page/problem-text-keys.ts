import type { ProblemCode } from 'nestjs-id-verification-http';
import type { INVITATION_PROBLEMS } from '../invitations/invitation-problems.js';
import type { ProblemTextKey } from '../languages/problem-text-key.js';
import type { Texts } from '../languages/translation.js';

/** What each problem means to a reader of the pages; a code without a text does not compile. */
const PROBLEM_TEXT_KEYS: Readonly<Record<ProblemCode | keyof typeof INVITATION_PROBLEMS, ProblemTextKey>> = {
  invitation_not_found: 'problem.codeUnknown',
  invitation_used: 'problem.codeUsed',
  invitation_expired: 'problem.codeExpired',
  malformed_request: 'problem.invalidInput',
  invalid_request: 'problem.invalidInput',
  payload_too_large: 'problem.invalidInput',
  address_too_long: 'problem.invalidInput',
  headers_too_large: 'problem.invalidInput',
  unauthorized: 'problem.keyNeeded',
  read_only_key: 'problem.keyReadOnly',
  not_found: 'problem.notFound',
  transaction_invalid: 'problem.notFound',
  verification_ended: 'problem.ended',
  verification_open: 'problem.open',
  process_not_completed: 'problem.open',
  too_many_attempts: 'problem.attempts',
  initialize_in_progress: 'problem.inProgress',
  request_too_slow: 'problem.busy',
  too_many_requests: 'problem.busy',
  rate_limited: 'problem.busy',
  throttled: 'problem.busy',
  suspicious_activity: 'problem.device',
  face_not_usable: 'problem.device',
  parameters_refused: 'problem.refused',
  abnormal_calls: 'problem.refused',
  permission_denied: 'problem.refused',
  account_denied: 'problem.refused',
  signature_refused: 'problem.refused',
  vendor_refused: 'problem.refused',
  circuit_open: 'problem.unavailable',
  vendor_failed: 'problem.unavailable',
  vendor_unavailable: 'problem.unavailable',
  vendor_unreachable: 'problem.unavailable',
  vendor_timeout: 'problem.unavailable',
  vendor_response_unreadable: 'problem.unavailable',
  credentials_unavailable: 'problem.unavailable',
  route_not_found: 'problem.internal',
  method_not_allowed: 'problem.internal',
  unsupported_media_type: 'problem.internal',
  request_refused: 'problem.internal',
  internal_error: 'problem.internal',
  not_ready: 'problem.internal',
  parameters_conflict: 'problem.internal',
  sandbox_response: 'problem.internal',
  called_inside_handler: 'problem.internal',
  aborted: 'problem.internal',
  storage_unavailable: 'problem.internal',
  configuration_invalid: 'problem.internal',
};

/** The texts of problems by code, as the scripts look them up; none where the language has none. */
export function problemTexts(texts: Texts): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(PROBLEM_TEXT_KEYS).flatMap(([code, key]) => {
      const text = texts[key];
      return text === undefined ? [] : [[code, text]];
    }),
  );
}
