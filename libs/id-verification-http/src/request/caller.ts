import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { rawRequest } from './raw-request.js';

const callers = new WeakMap<object, string>();

/**
 * Notes whose key a request carries.
 *
 * @publicApi
 */
export function rememberCaller(request: unknown, name: string): void {
  callers.set(rawRequest(request), name);
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
