import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { TooManyRequestsException } from '../problems/too-many-requests.exception.js';
import { LIMITS, type Limits } from './limits.js';

const HOUR_S = 60 * 60;

/**
 * Limits how many verifications are started, because each costs money. The counts are in the database, so that all
 * processes share them; a user is counted under a keyed hash, and forgotten when the hour is over.
 *
 * @publicApi
 */
@Injectable()
export class StartLimitsService {
  private readonly perKey: RateLimiterPostgres | undefined;
  private readonly perUser: RateLimiterPostgres | undefined;
  private readonly hashKey: string;

  constructor(
    @Inject(LIMITS) { startsPerKeyPerHour, startsPerUserPerHour, hashKey }: Limits,
    private readonly dataSource: DataSource,
  ) {
    this.perKey = this.limiter('key', startsPerKeyPerHour);
    this.perUser = this.limiter('user', startsPerUserPerHour);
    this.hashKey = hashKey;
  }

  /**
   * Counts a request before it is made. A repeated one counts again. The user's count comes first: what is
   * refused because of one user must not use up what the key has for all the others.
   *
   * @param caller the name of the API key
   * @throws TooManyRequestsException where the caller or the user has had enough for this hour
   */
  async admit(caller: string, merchantUserId: string): Promise<void> {
    await consume(this.perUser, this.hash(merchantUserId));
    await consume(this.perKey, caller);
  }

  private limiter(keyPrefix: string, points: number | undefined): RateLimiterPostgres | undefined {
    if (points === undefined) return undefined;
    return new RateLimiterPostgres({
      storeClient: this.dataSource,
      storeType: 'typeorm',
      tableName: 'start_limit',
      tableCreated: true,
      keyPrefix,
      points,
      duration: HOUR_S,
    });
  }

  /** Not the hash under which the user's verifications are stored: nothing leads from one to the other. */
  private hash(merchantUserId: string): string {
    return createHmac('sha256', this.hashKey).update(`start-limit:${merchantUserId}`).digest('base64url');
  }
}

/** Counts one more for a key. @throws TooManyRequestsException where that is one too many */
async function consume(limiter: RateLimiterPostgres | undefined, key: string): Promise<void> {
  try {
    await limiter?.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw new TooManyRequestsException(refusal.msBeforeNext);
    throw refusal;
  }
}
