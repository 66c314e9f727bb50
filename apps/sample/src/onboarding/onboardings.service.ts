import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { isUUID } from 'class-validator';
import {
  IdVerificationService,
  newMerchantBizId,
  type InitializedVerification,
} from 'nestjs-id-verification';
import type { Repository } from 'typeorm';
import { problemOf, ProblemException, type ApplicationProblem } from 'nestjs-id-verification-http';
import { Onboarding, ONBOARDING_ID } from './onboarding.entity.js';
import type { StartOnboardingDto } from './start-onboarding.dto.js';

/** Problems of onboardings, beside those of every route. */
export const ONBOARDING_PROBLEMS = {
  onboarding_not_found: {
    httpStatus: 404,
    retryable: false,
    title: 'There is no such onboarding',
    detail: 'Check the onboardingId.',
  },
} as const satisfies Record<string, ApplicationProblem>;

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
   * Stores the onboarding first, so that the outcome always finds it, and links the verification to it. A start that
   * fails leaves it waiting: the same start with the same `merchantBizId` continues it, and one that no caller continues
   * has no effect and may be deleted by its age.
   *
   * @throws IdVerificationError when the verification cannot be started
   */
  async start({
    merchantBizId = newMerchantBizId(),
    ...request
  }: StartOnboardingDto): Promise<StartedOnboarding> {
    const onboarding = await this.store(merchantBizId);
    const verification = await this.verifications.initialize(
      { ...request, productCode: 'FACE_LIVENESS', merchantBizId },
      { metadata: { [ONBOARDING_ID]: onboarding.id } },
    );
    return { onboarding, verification };
  }

  /** @throws ProblemException 404 */
  async get(id: string): Promise<Onboarding> {
    const onboarding = isUUID(id) ? await this.onboardings.findOneBy({ id }) : null;
    if (onboarding === null) {
      throw new ProblemException(problemOf(ONBOARDING_PROBLEMS, 'onboarding_not_found'));
    }
    return onboarding;
  }

  /** The onboarding of this verification: one that is stored now, or by an earlier start. */
  private async store(merchantBizId: string): Promise<Onboarding> {
    const waiting = { id: randomUUID(), state: 'WAITING' as const, merchantBizId, createdAt: new Date() };
    await this.onboardings.createQueryBuilder().insert().values(waiting).orIgnore().execute();
    return this.onboardings.findOneByOrFail({ merchantBizId });
  }
}
