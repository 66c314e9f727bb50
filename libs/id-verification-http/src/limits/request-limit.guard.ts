import { Injectable, type ExecutionContext } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import { TooManyRequestsException } from '../problems/too-many-requests.exception.js';
import { callerOf } from '../request/caller.js';

/**
 * Keeps one caller from taking the whole process. Counted in memory: asking the database about every request would
 * cost more than most requests do. Every response says what is left, in the fields RateLimit-Limit, -Remaining and
 * -Reset.
 */
@Injectable()
export class RequestLimitGuard extends ThrottlerGuard {
  protected override headerPrefix = 'RateLimit';

  /** Routes without a key have no caller to count. */
  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(callerOf(context.switchToHttp().getRequest()) === undefined);
  }

  protected override getTracker(request: unknown): Promise<string> {
    return Promise.resolve(callerOf(request) ?? '');
  }

  /** One count for all routes. */
  protected override generateKey(_: ExecutionContext, caller: string): string {
    return caller;
  }

  protected override throwThrottlingException(
    _: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    throw new TooManyRequestsException(timeToBlockExpire * 1_000);
  }
}
