import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { rawRequest } from './raw-request.js';

const callers = new WeakMap<object, string>();
const readers = new WeakSet<object>();

/**
 * Notes whose key a request carries, and whether it may only read.
 *
 * @publicApi
 */
export function rememberCaller(request: unknown, name: string, readOnly = false): void {
  callers.set(rawRequest(request), name);
  if (readOnly) readers.add(rawRequest(request));
}

/**
 * Whether the API key that let a request in may only read.
 *
 * @publicApi
 */
export function mayOnlyRead(request: unknown): boolean {
  return readers.has(rawRequest(request));
}

/**
 * The name of the API key that let a request in; undefined on a public route.
 *
 * @publicApi
 */
export function callerOf(request: unknown): string | undefined {
  return callers.get(rawRequest(request));
}

/**
 * Injects the name of the API key that let the request in.
 *
 * @publicApi
 */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest()),
);
