/**
 * What a problem means to a reader; several codes may mean the same.
 *
 * @publicApi
 */
export type ProblemTextKey =
  | 'problem.invalidInput'
  | 'problem.keyNeeded'
  | 'problem.keyReadOnly'
  | 'problem.codeUnknown'
  | 'problem.codeUsed'
  | 'problem.codeExpired'
  | 'problem.notFound'
  | 'problem.ended'
  | 'problem.open'
  | 'problem.attempts'
  | 'problem.inProgress'
  | 'problem.busy'
  | 'problem.device'
  | 'problem.refused'
  | 'problem.unavailable'
  | 'problem.internal';
