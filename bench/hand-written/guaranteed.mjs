import { randomUUID } from 'node:crypto';
import { IsNull, LessThan } from 'typeorm';
import { HandDelivery, HandVerification, Onboarding } from './entities.mjs';
import { validated } from './request-rules.mjs';
import { initializeParameters, vendorClient } from './vendor-client.mjs';

const LIFETIME_MS = 30 * 60_000;
const LEASE_MS = 25_000;
const HANDLER = 'approve-onboarding';

/**
 * The hand-written integration with the guarantees of the library on the path of one verification: the row is stored before
 * the vendor is called, a lease lets one process check it, the verdict and its outbox row are one database transaction,
 * an attempt is counted before the application is called, and the application's write and the mark are another one.
 */
export function guaranteedIntegration(dataSource, { vendorUrl, callbackUrl, onApproved }) {
  const call = vendorClient(vendorUrl);
  const verifications = dataSource.getRepository(HandVerification);
  const deliveries = dataSource.getRepository(HandDelivery);

  /** Claims a pending row that no other process checks. */
  async function claim(merchantBizId, leaseToken) {
    const lease = { leaseToken, leaseExpiresAt: new Date(Date.now() + LEASE_MS) };
    const pending = { merchantBizId, status: 'PENDING' };
    const free = await verifications.update({ ...pending, leaseExpiresAt: IsNull() }, lease);
    if (free.affected === 1) return verifications.findOneBy({ merchantBizId });
    const expired = await verifications.update({ ...pending, leaseExpiresAt: LessThan(new Date()) }, lease);
    return expired.affected === 1 ? verifications.findOneBy({ merchantBizId }) : null;
  }

  async function end({ id }, leaseToken, result) {
    const status = result.Passed === 'Y' ? 'PASSED' : 'FAILED';
    const delivery = { verificationId: id, handler: HANDLER, state: 'PENDING', nextAttemptAt: new Date() };
    return dataSource.transaction(async (manager) => {
      const changes = { status, subCode: result.SubCode, completedAt: new Date(), leaseExpiresAt: null };
      const { affected } = await manager.update(HandVerification, { id, leaseToken }, changes);
      if (affected === 1) await manager.insert(HandDelivery, delivery);
      return affected === 1;
    });
  }

  async function deliver({ id, merchantBizId, onboardingId }) {
    const key = { verificationId: id, handler: HANDLER };
    const retryAt = new Date(Date.now() + LEASE_MS);
    const counted = await deliveries.update(
      { ...key, state: 'PENDING', attempts: 0 },
      { attempts: 1, nextAttemptAt: retryAt },
    );
    if (counted.affected !== 1) return;
    await dataSource.transaction(async (manager) => {
      const marked = await manager.update(
        HandDelivery,
        { ...key, state: 'PENDING', attempts: 1 },
        { state: 'DELIVERED' },
      );
      if (marked.affected === 1) await manager.update(Onboarding, onboardingId, { approved: true });
    });
    onApproved(merchantBizId);
  }

  return {
    async initialize(request, { onboardingId }) {
      const dto = await validated(request);
      const { merchantBizId, merchantUserId, sceneCode, securityLevel } = dto;
      const row = await verifications.save(
        verifications.create({
          merchantBizId,
          merchantUserId,
          sceneCode,
          securityLevel,
          onboardingId,
          status: 'INITIALIZING',
        }),
      );
      const result = await call('Initialize', initializeParameters(dto, callbackUrl));
      await verifications.update(
        { id: row.id, status: 'INITIALIZING' },
        {
          status: 'PENDING',
          transactionId: result.TransactionId,
          protocol: result.Protocol,
          transactionUrl: result.TransactionUrl,
          expiresAt: new Date(Date.now() + LIFETIME_MS),
        },
      );
      return { transactionId: result.TransactionId };
    },

    async onCallback(merchantBizId) {
      const leaseToken = randomUUID();
      const row = await claim(merchantBizId, leaseToken);
      if (row === null) return;
      const result = await call('CheckResult', {
        MerchantBizId: merchantBizId,
        TransactionId: row.transactionId,
      });
      if (await end(row, leaseToken, result)) await deliver(row);
    },
  };
}
