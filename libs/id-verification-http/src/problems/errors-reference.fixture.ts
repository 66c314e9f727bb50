import { ERROR_CODES, type ErrorTraits } from 'nestjs-id-verification';
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

const ANSWERS = { no: 'no', yes: 'yes', unknown: 'unknown' } as const;

/** The reference of all codes as Markdown, with one heading each, which is the anchor of the problem's `type`. */
export function errorsReference(): string {
  return [
    INTRODUCTION,
    '## Codes of the library\n',
    ...Object.entries<ErrorTraits>(ERROR_CODES).map(([code, traits]) => libraryCode(code, traits)),
    '## Codes of the HTTP layer\n',
    ...Object.entries<ApplicationProblem>(APPLICATION_PROBLEMS).map(([code, traits]) =>
      httpCode(code, traits),
    ),
  ].join('\n');
}

const INTRODUCTION = `# Errors

Every \`IdVerificationError\` has one of these codes, and so has every response in the format of RFC 9457, whose \`type\` is the address of the code on this page. Codes may be added, but are never renamed. The codes of the HTTP layer come from \`nestjs-id-verification-http\`.

This page is generated from \`ERROR_CODES\` and \`APPLICATION_PROBLEMS\`.
`;

function libraryCode(code: string, traits: ErrorTraits): string {
  const { title, httpStatus, retryable, origin, sent, done } = traits;
  return `### ${code}

${title}.

| HTTP status | retryable | origin | request sent | operation executed |
| --- | --- | --- | --- | --- |
| ${httpStatus} | ${retryable ? 'yes' : 'no'} | ${origin} | ${ANSWERS[sent]} | ${ANSWERS[done]} |

${retryable ? 'The same call may succeed later without any change. ' : ''}${REMEDY[origin]}
`;
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
