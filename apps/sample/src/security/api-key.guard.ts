import {
  Inject,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { CONFIGURATION, type Configuration } from '../configuration/configuration.js';
import { rawRequest, rememberCaller, IS_PUBLIC } from 'nestjs-id-verification-http';
import { findApiKey } from './find-api-key.js';
import { presentedKey } from './presented-key.js';

/** Lets a request through that carries a known API key, or whose route is {@link Public}. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    private readonly reflector: Reflector,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.isPublic(context)) return true;
    const request: unknown = context.switchToHttp().getRequest();
    const key = presentedKey(rawRequest(request).headersDistinct);
    const known = key === undefined ? undefined : findApiKey(this.configuration.apiKeys, key);
    if (known === undefined) {
      this.challenge(context, key !== undefined);
      throw new UnauthorizedException();
    }
    rememberCaller(request, known.name);
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
    const response: unknown = context.switchToHttp().getResponse();
    const challenge = `Bearer realm="verifications"${keyIsWrong ? ', error="invalid_token"' : ''}`;
    this.adapterHost.httpAdapter.setHeader(response, 'WWW-Authenticate', challenge);
  }
}
