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

/** No cache keeps a problem: it is about one request, and may have passed at the next. */
export const PROBLEM_HEADERS = {
  'Content-Type': 'application/problem+json; charset=utf-8',
  'Cache-Control': 'no-store',
} as const;
