import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import {
  IdVerificationService,
  newMerchantBizId,
  type InitializedVerification,
} from 'nestjs-id-verification';
import type { Repository } from 'typeorm';
import { problemOf, ProblemException } from 'nestjs-id-verification-http';
import { Onboarding } from './onboarding.entity.js';
import { ONBOARDING_PROBLEMS } from './onboarding-problems.js';
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
   * Stores the onboarding first, so that the outcome always finds it, and links the verification to it. A start that
   * fails leaves it waiting, and the same start again continues it.
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
      { metadata: { _onboardingId: onboarding.id } },
    );
    return { onboarding, verification };
  }

  /** @throws ProblemException 404 */
  async get(id: string): Promise<Onboarding> {
    const onboarding = UUID.test(id) ? await this.onboardings.findOneBy({ id }) : null;
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
