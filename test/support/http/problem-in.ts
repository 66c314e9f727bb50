import { problemType } from 'nestjs-id-verification';
import type { Response } from './http-caller.js';

/** A problem of the application itself, which the documentation of the packages does not describe. */
const OWN_TYPE = 'urn:id-verification:problem:';
const INSIDES = /node_modules|\.js:\d|\bat \S+ \(/;

/**
 * The problem that a response describes, as `409 parameters_conflict`; or what keeps it from being a problem after
 * RFC 9457, in the one form that every error answer has.
 */
export function problemIn({ status, headers, body, text }: Response): string {
  const { type, title, detail, code } = body;
  if (headers.get('content-type') !== 'application/problem+json; charset=utf-8') {
    return `no problem but ${status} ${headers.get('content-type')}`;
  }
  if (headers.get('cache-control') !== 'no-store') return 'a problem that a cache may keep';
  if (typeof code !== 'string' || ![problemType(code), OWN_TYPE + code].includes(String(type)))
    return `a problem of the type ${String(type)}`;
  if (typeof title !== 'string' || typeof detail !== 'string') return 'a problem without title or detail';
  if (body['status'] !== status) return `a problem that says ${String(body['status'])} under ${status}`;
  if (INSIDES.test(text)) return 'a problem that shows the application’s insides';
  return `${status} ${code}`;
}
