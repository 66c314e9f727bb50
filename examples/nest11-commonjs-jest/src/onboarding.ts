import { Injectable } from '@nestjs/common';
import {
  IdVerificationService,
  newMerchantBizId,
  OnVerificationOutcome,
  VerificationOutcome,
} from 'nestjs-id-verification';
import type { EntityManager } from 'typeorm';

@Injectable()
export class Onboarding {
  constructor(private readonly verifications: IdVerificationService) {}

  initialize(customerId: string, metaInfo: string) {
    return this.verifications.initialize(
      {
        productCode: 'FACE_LIVENESS',
        merchantBizId: newMerchantBizId(),
        merchantUserId: customerId,
        metaInfo,
      },
      { metadata: { customerId } },
    );
  }

  @OnVerificationOutcome('passed', { name: 'approve-onboarding' })
  async approve(outcome: VerificationOutcome, manager: Pick<EntityManager, 'query'>) {
    await manager.query('UPDATE customer SET verified = true WHERE id = $1', [
      outcome.metadata['customerId'],
    ]);
  }
}
