import { newMerchantBizId } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../support/vendor/client-failure.js';
import { useStage } from '../support/host/conformance-stage.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';

describe('With a database that turns read-only', () => {
  const stage = useStage('read_only');

  it('is not ready and reports a problem until it accepts writes again, on the same connections', async () => {
    const host = await stage.host();
    const request = () => ({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() });
    const name = new URL(stage.database.url).pathname.slice(1);
    const { merchantBizId } = await host.service.initialize(request());

    await stage.query(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`);
    // A connection keeps the setting that it began with, like one to a primary of the past.
    await stage.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
      [name],
    );

    // The first failures may be those of the connections that were just ended.
    await expect
      .poll(() => failureOf(host.service.initialize(request())), { timeout: 60_000 })
      .toMatchObject({ code: 'storage_unavailable', sqlState: '25006' });
    expect(await host.service.health()).toMatchObject({
      status: 'down',
      database: { status: 'down', error: '25006' },
    });

    const writer = await stage.connection();
    await writer.query('SET default_transaction_read_only = off');
    await writer.query(`ALTER DATABASE "${name}" RESET default_transaction_read_only`);
    writer.release();

    expect(await host.service.health()).toMatchObject({ database: { status: 'up' } });
    await expect(host.service.initialize(request())).resolves.toMatchObject({ status: 'PENDING' });
    expect(await host.service.get(merchantBizId)).toMatchObject({ status: 'PENDING' });
  });
});
