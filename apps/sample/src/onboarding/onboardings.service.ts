import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import {
  IdVerificationError,
  IdVerificationService,
  newMerchantBizId,
  type InitializedVerification,
} from 'nestjs-id-verification';
import type { Repository } from 'typeorm';
import { applicationProblem } from '../problems/application-problems.js';
import { ProblemException } from '../problems/problem.exception.js';
import { Onboarding } from './onboarding.entity.js';
import type { StartOnboardingDto } from './start-onboarding.dto.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An onboarding together with the verification that it waits for. */
export interface StartedOnboarding {
  readonly onboarding: Onboarding;
  readonly verification: InitializedVerification;
}

/** Starts and reads onboardings. What becomes of them, {@link OnboardingDecisionsService} decides. */
@Injectable()
export class OnboardingsService {
  constructor(
    @InjectRepository(Onboarding) private readonly onboardings: Repository<Onboarding>,
    private readonly verifications: IdVerificationService,
  ) {}

  /**
   * Stores the onboarding first, so that a verdict always finds it. The same start again continues the same
   * onboarding. Where no verification comes of it, and no repetition that could find it, it is deleted again: no client has got
   * of it. Another start may have found it meanwhile and led to the verification; then it stays.
   *
   * @throws IdVerificationError when the verification cannot be started
   */
  async start({ merchantBizId, ...request }: StartOnboardingDto): Promise<StartedOnboarding> {
    const { onboarding, isNew } = await this.reserve(merchantBizId ?? newMerchantBizId());
    try {
      const verification = await this.verifications.initialize(
        { ...request, productCode: 'FACE_LIVENESS', merchantBizId: onboarding.merchantBizId },
        { metadata: { onboardingId: onboarding.id } },
      );
      // The request that stored it may have failed and removed it.
      if (!isNew) await this.keep(onboarding);
      return { onboarding, verification };
    } catch (error) {
      const mayComeAgain = merchantBizId !== undefined && isRetryable(error);
      if (isNew && !mayComeAgain) await this.forget(onboarding);
      throw error;
    }
  }

  /** @throws ProblemException 404 */
  async get(id: string): Promise<Onboarding> {
    const onboarding = UUID.test(id) ? await this.onboardings.findOneBy({ id }) : null;
    if (onboarding === null) {
      throw new ProblemException(applicationProblem('onboarding_not_found'));
    }
    return onboarding;
  }

  private async reserve(merchantBizId: string): Promise<{ onboarding: Onboarding; isNew: boolean }> {
    const id = randomUUID();
    const waiting = this.onboardings.create({ id, state: 'WAITING', merchantBizId, createdAt: new Date() });
    await this.onboardings.createQueryBuilder().insert().values(waiting).orIgnore().execute();
    const onboarding = await this.onboardings.findOneByOrFail({ merchantBizId });
    return { onboarding, isNew: onboarding.id === id };
  }

  /** Replaces one that was stored meanwhile: the verification decides this one. */
  private async keep(onboarding: Onboarding): Promise<void> {
    const insert = this.onboardings.createQueryBuilder().insert().values(onboarding);
    await insert.orUpdate(['id'], ['merchant_biz_id'], { skipUpdateIfNoValuesChanged: true }).execute();
  }

  /** What a second failure leaves behind waits for nothing and does no harm. */
  private async forget(onboarding: Onboarding): Promise<void> {
    try {
      if (await this.isDecided(onboarding)) return;
      await this.onboardings.delete({ id: onboarding.id, state: 'WAITING' });
      // By a start that came between the two, and was too early to find that it had gone.
      if (await this.isDecided(onboarding)) await this.keep(onboarding);
    } catch {
      // The failure of the start is what its caller gets.
    }
  }

  /** Whether there is a verification that decides it, or may come to. */
  private async isDecided({ id, merchantBizId }: Onboarding): Promise<boolean> {
    try {
      const { metadata, status } = await this.verifications.get(merchantBizId);
      return metadata['onboardingId'] === id && status !== 'REJECTED';
    } catch (error) {
      if (error instanceof IdVerificationError && error.code === 'not_found') return false;
      throw error;
    }
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof IdVerificationError && error.retryable;
}
