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

/** Starts and reads onboardings. What becomes of them, {@link OnboardingDecisions} decides. */
@Injectable()
export class Onboardings {
  constructor(
    @InjectRepository(Onboarding) private readonly onboardings: Repository<Onboarding>,
    private readonly verifications: IdVerificationService,
  ) {}

  /**
   * Puts the onboarding on record first, so that a verdict always finds it. The same start again continues the same
   * onboarding. Where no verification comes of it, and no repetition that could find it, it goes again: nobody has heard
   * of it.
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

  private async forget({ id }: Onboarding): Promise<void> {
    // What is left of it after a second failure waits for nothing, and harms nobody.
    await this.onboardings.delete({ id, state: 'WAITING' }).catch(() => undefined);
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof IdVerificationError && error.retryable;
}
