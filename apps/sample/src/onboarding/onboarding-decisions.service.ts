import { Injectable } from '@nestjs/common';
import { OnVerificationOutcome, type VerificationOutcome } from 'nestjs-id-verification';
import type { EntityManager } from 'typeorm';
import { Onboarding, ONBOARDING_ID, type OnboardingState } from './onboarding.entity.js';

/**
 * Decides onboardings by the outcome of their verification. Each handler writes through the manager that it is given,
 * and so in the transaction that marks the outcome as delivered: both happen, once, or neither.
 */
@Injectable()
export class OnboardingDecisionsService {
  @OnVerificationOutcome('passed', { name: 'approve-onboarding' })
  approve(outcome: VerificationOutcome, manager: EntityManager): Promise<void> {
    return decide('APPROVED', outcome, manager);
  }

  @OnVerificationOutcome('failed', { name: 'decline-onboarding' })
  decline(outcome: VerificationOutcome, manager: EntityManager): Promise<void> {
    return decide('DECLINED', outcome, manager);
  }

  @OnVerificationOutcome('expired', { name: 'lapse-onboarding' })
  lapse(outcome: VerificationOutcome, manager: EntityManager): Promise<void> {
    return decide('LAPSED', outcome, manager);
  }
}

/** Changes a waiting onboarding alone: a verification without one, or one that is decided, changes nothing. */
async function decide(
  state: Exclude<OnboardingState, 'WAITING'>,
  { metadata, merchantBizId, reason, completedAt }: VerificationOutcome,
  manager: EntityManager,
): Promise<void> {
  const id = metadata[ONBOARDING_ID];
  if (id === undefined) return;
  await manager.update(
    Onboarding,
    { id, merchantBizId, state: 'WAITING' },
    { state, reason: reason ?? null, decidedAt: completedAt },
  );
}
