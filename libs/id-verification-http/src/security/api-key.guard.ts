import {
  Inject,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { problemOf, APPLICATION_PROBLEMS } from '../problems/application-problems.js';
import { ProblemException } from '../problems/problem.exception.js';
import { rememberCaller } from '../request/caller.js';
import type { HttpResponse } from '../request/http-response.js';
import { IS_PUBLIC } from '../request/public.decorator.js';
import { rawRequest } from '../request/raw-request.js';
import type { KnownApiKey } from './api-key.js';
import { findApiKey } from './find-api-key.js';

/** Injects the keys that are known. */
export const API_KEYS = Symbol('API_KEYS');

/** What a key opens that may only read. */
const READING = ['GET', 'HEAD'];

/** Lets a request through that carries a known API key, or whose route is {@link Public}. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    @Inject(API_KEYS) private readonly keys: readonly KnownApiKey[],
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.isPublic(context)) return true;
    const request: unknown = context.switchToHttp().getRequest();
    const { headersDistinct, method = '' } = rawRequest(request);
    const key = presentedKey(headersDistinct);
    const known = key === undefined ? undefined : findApiKey(this.keys, key);
    if (known === undefined) {
      this.challenge(context, key !== undefined);
      throw new UnauthorizedException();
    }
    rememberCaller(request, known.name, known.readOnly);
    if (known.readOnly === true && !READING.includes(method)) {
      throw new ProblemException(problemOf(APPLICATION_PROBLEMS, 'read_only_key'));
    }
    return true;
  }

  private isPublic(context: ExecutionContext): boolean {
    return (
      this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, [
        context.getHandler(),
        context.getClass(),
      ]) === true
    );
  }

  /** Says how to authenticate, as RFC 6750 requires of every 401. */
  private challenge(context: ExecutionContext, keyIsWrong: boolean): void {
    const challenge = `Bearer realm="verifications"${keyIsWrong ? ', error="invalid_token"' : ''}`;
    context.switchToHttp().getResponse<HttpResponse>().header('WWW-Authenticate', challenge);
  }
}

/** Every header of a request by its name in small letters, with each value that was sent. */
type Headers = NodeJS.Dict<string[]>;

/**
 * The API key of a request: from `Authorization: Bearer …` or from `x-api-key`. Undefined without one, and where a
 * request carries several that differ: a proxy in front might have looked at another one than we do. Clients that are
 * generated from a description with both schemes send the same key by each.
 */
function presentedKey({ authorization = [], 'x-api-key': apiKey = [] }: Headers): string | undefined {
  const [presented, ...others] = new Set([...authorization.map(bearerToken), ...apiKey]);
  return others.length > 0 || presented === '' ? undefined : presented;
}

function bearerToken(authorization: string): string {
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
}
