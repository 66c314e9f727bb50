import { newMerchantBizId } from 'nestjs-id-verification';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { success } from '../support/vendor/gated-client.js';
import { SAFEGUARDS } from '../support/host/library-host.js';
import { VerdictStage } from '../support/host/verdict-stage.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';

/** Without the emulator's header its responses count as live. */
const LIVE = {
  call: async () => success(`hks${randomUUID().replaceAll('-', '')}`),
  close: async () => undefined,
};

describe('A valid request that is probably a mistake', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('request_warnings');
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  const initialize = ({ service }: VerdictHost, others: object) =>
    service.initialize({ ...MINIMAL_REQUEST, ...others, merchantBizId: newMerchantBizId() });

  it('is logged once: standard mode in live mode', async () => {
    const host = await stage.host({ ...SAFEGUARDS, client: LIVE, workers: { enabled: false } });
    await initialize(host, { securityLevel: '02' });
    expect(stage.log.events('warn', 'security_level_standard')).toEqual([]);

    await initialize(host, { securityLevel: '01' });
    await initialize(host, { securityLevel: '01' });

    expect(stage.log.events('warn', 'security_level_standard')).toHaveLength(1);
  });

  it('is not logged in test mode', async () => {
    const host = await stage.host({ ...SAFEGUARDS, workers: { enabled: false } });

    await initialize(host, { securityLevel: '01' });

    expect(stage.log.events('warn', 'security_level_standard')).toEqual([]);
  });

  it.each(['web', 'H5'])('is logged once: AppQualityCheck with MetaInfo of %s', async (deviceType) => {
    const host = await stage.host({ ...SAFEGUARDS, workers: { enabled: false } });
    await initialize(host, { appQualityCheck: 'Y', metaInfo: '{"deviceType":"ios"}' });
    await initialize(host, { metaInfo: JSON.stringify({ deviceType }) });
    expect(stage.log.events('warn', 'app_quality_check_ignored')).toEqual([]);

    const request = { appQualityCheck: 'Y', metaInfo: JSON.stringify({ deviceType }) };
    await initialize(host, request);
    await initialize(host, request);

    expect(stage.log.events('warn', 'app_quality_check_ignored')).toHaveLength(1);
  });
});
