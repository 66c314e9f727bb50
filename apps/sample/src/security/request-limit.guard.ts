import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { CONFIGURATION, type Configuration } from '../configuration/configuration.js';
import { callerOf } from 'nestjs-id-verification-http';
import { consume } from '../limits/consume.js';

/**
 * Keeps one caller from taking the whole process. Counted in memory: asking the database about every request would
 * cost more than most requests do.
 */
@Injectable()
export class RequestLimitGuard implements CanActivate {
  private readonly limiter: RateLimiterMemory | undefined;

  constructor(@Inject(CONFIGURATION) { limits }: Configuration) {
    const { requestsPerKey: points } = limits;
    this.limiter = points === undefined ? undefined : new RateLimiterMemory({ points, duration: 60 });
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const caller = callerOf(context.switchToHttp().getRequest());
    if (caller !== undefined) await consume(this.limiter, caller);
    return true;
  }
}
