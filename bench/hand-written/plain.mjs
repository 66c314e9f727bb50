import { HandVerification, Onboarding } from './entities.mjs';
import { validated } from './request-rules.mjs';
import { initializeParameters, vendorClient } from './vendor-client.mjs';

const LIFETIME_MS = 30 * 60_000;

/**
 * The integration that a team writes in a day: the vendor's client, validation, one row that is saved after
 * Initialize, and a callback that calls CheckResult, saves the verdict and calls the application. A crash or a lost
 * callback loses a verification, and two callbacks call the application twice.
 */
export function plainIntegration(dataSource, { vendorUrl, callbackUrl, onApproved }) {
  const call = vendorClient(vendorUrl);
  const verifications = dataSource.getRepository(HandVerification);
  return {
    async initialize(request, { onboardingId }) {
      const dto = await validated(request);
      const result = await call('Initialize', initializeParameters(dto, callbackUrl));
      const { merchantBizId, merchantUserId, sceneCode, securityLevel } = dto;
      await verifications.save(
        verifications.create({
          merchantBizId,
          merchantUserId,
          sceneCode,
          securityLevel,
          onboardingId,
          transactionId: result.TransactionId,
          protocol: result.Protocol,
          transactionUrl: result.TransactionUrl,
          status: 'PENDING',
          expiresAt: new Date(Date.now() + LIFETIME_MS),
        }),
      );
      return { transactionId: result.TransactionId };
    },

    async onCallback(merchantBizId) {
      const row = await verifications.findOneBy({ merchantBizId });
      if (row?.status !== 'PENDING') return;
      const result = await call('CheckResult', {
        MerchantBizId: merchantBizId,
        TransactionId: row.transactionId,
      });
      row.status = result.Passed === 'Y' ? 'PASSED' : 'FAILED';
      row.subCode = result.SubCode;
      row.completedAt = new Date();
      await verifications.save(row);
      if (row.status === 'PASSED') {
        await dataSource.getRepository(Onboarding).update(row.onboardingId, { approved: true });
        onApproved(merchantBizId);
      }
    },
  };
}
