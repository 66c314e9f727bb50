import {
  ERROR_CODES,
  RETURN_CODES,
  type ErrorTraits,
  type IdVerificationErrorCode,
} from 'nestjs-id-verification';
import { APPLICATION_PROBLEMS, type ApplicationProblem } from './application-problems.js';

/** What a caller or an operator does about an error, by its origin; `retryable` ones are retried first. */
const REMEDY: Readonly<Record<ErrorTraits['origin'], string>> = {
  caller: 'Change the request: its `detail`, and `errors` where fields are invalid, name the rule.',
  operator: 'The operator fixes the configuration or the account: the log line has a hint.',
  library: 'Wait for `retryAfterMs`, if it is present.',
  database: 'The operator checks the database; the log line has its code.',
  transport: 'The operator checks network, proxy and credentials if it lasts.',
  vendor: 'The log line has the vendor’s code and RequestId for its support.',
};

/** What replaces the remedy of the origin for single codes. */
const OWN_REMEDY: Partial<Record<IdVerificationErrorCode, string>> = {
  not_found: 'Check the id, and the instance of the module.',
  parameters_conflict: 'Repeat the first request unchanged, or use a new `merchantBizId`.',
  verification_ended: 'Use a new `merchantBizId` for another attempt.',
  verification_open: 'Wait for its end; `erase` with `force` ends it.',
  process_not_completed: 'Check again later.',
  parameters_refused:
    'Change the request; the log line `vendor_refusal` names the parameters that the vendor mentions.',
  throttled: 'Wait for `retryAfterMs`, which is always present.',
  called_inside_handler: 'Use the first argument of the handler: it has everything about the outcome.',
  aborted:
    'The application stopped, or the signal of the call was aborted: repeat the call if you need its result.',
};

const ANSWERS = { no: 'no', yes: 'yes', unknown: 'unknown' } as const;

/** The reference of all codes as Markdown, with one heading each, which is the anchor of the problem's `type`. */
export function errorsReference(): string {
  const codes = Object.keys(ERROR_CODES) as IdVerificationErrorCode[];
  return [
    INTRODUCTION,
    '## Codes of the library\n',
    ...codes.map((code) => libraryCode(code, ERROR_CODES[code])),
    '## Codes of the HTTP layer\n',
    ...Object.entries<ApplicationProblem>(APPLICATION_PROBLEMS).map(([code, traits]) =>
      httpCode(code, traits),
    ),
  ].join('\n');
}

const INTRODUCTION = `# Errors

Every \`IdVerificationError\` has one of these codes, and so has every problem (RFC 9457) of the library and of \`nestjs-id-verification-http\`, whose \`type\` is the address of the code on this page. Problems of your own (\`problemOf\`), of invitations and of the sample have a \`type\` of the form \`urn:id-verification:problem:CODE\`. Codes may be added; removing or renaming one is a breaking change ([releasing](../releasing.md)).

\`OWNER\` and \`REPOSITORY\` in the addresses stand for the repository, which has no public address yet.

This page is generated from \`ERROR_CODES\` and \`APPLICATION_PROBLEMS\`.
`;

function libraryCode(code: IdVerificationErrorCode, traits: ErrorTraits): string {
  const { title, httpStatus, retryable, origin, sent, done } = traits;
  return `### ${code}

${title}.

| HTTP status | retryable | origin | request sent | operation executed |
| --- | --- | --- | --- | --- |
| ${httpStatus} | ${retryable ? 'yes' : 'no'} | ${origin} | ${ANSWERS[sent]} | ${ANSWERS[done]} |

${retryable ? 'The same call may succeed later without any change. ' : ''}${OWN_REMEDY[code] ?? REMEDY[origin]}
${vendorCodes(code)}`;
}

/** The fix for each of the vendor's codes that lead to an error. */
function vendorCodes(code: IdVerificationErrorCode): string {
  const own = Object.entries(RETURN_CODES).filter(([, row]) => row.code === code);
  if (own.length === 0) return '';
  return `\n${own.map(([vendorCode, { hint }]) => `- \`${vendorCode}\`: ${hint}`).join('\n')}\n`;
}

function httpCode(code: string, { title, detail, httpStatus, retryable }: ApplicationProblem): string {
  return `### ${code}

${title}.

| HTTP status | retryable |
| --- | --- |
| ${httpStatus} | ${retryable ? 'yes' : 'no'} |

${detail.replace(/(?<!`)\/docs/, '`/docs`')}
`;
}
