import type { ProblemDetails } from 'nestjs-id-verification';

/** An error response as RFC 9457 describes it, in the form that the library's errors have too. */
export function problem(
  type: string,
  status: number,
  code: string,
  title: string,
  detail: string,
): ProblemDetails {
  return { type, title, status, detail, code };
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';
