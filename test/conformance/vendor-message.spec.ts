import { CloudauthEmulator } from 'cloudauth-emulator';
import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import type { Host } from '../support/host/host-module.js';
import { ACCESS_KEY, emulatorOptions, startLibraryHost } from '../support/host/library-host.js';
import { LineCollector } from '../support/process/line-collector.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

let emulator: CloudauthEmulator;
let database: TestDatabase;
let host: Host;
const log = new LineCollector();

beforeAll(async () => {
  database = await createTestDatabase('vendor_message');
  emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY] });
  host = await startLibraryHost(database.url, emulatorOptions(emulator.url), { log });
});
afterAll(async () => {
  await host.close();
  await emulator.stop();
  await database.drop();
});

it('logs the vendor’s message for operators without any value that was sent, and no error contains it', async () => {
  const request = {
    ...MINIMAL_REQUEST,
    merchantUserId: 'ann@example.com',
    merchantBizId: newMerchantBizId(),
  };
  const message = `MetaInfo is not supported by the gateway: ${request.metaInfo} of ${request.merchantBizId}`;
  emulator.inject({ kind: 'vendorCode', action: 'Initialize', code: 'InvalidParameter', message });

  const error: unknown = await host.service.initialize(request).catch((reason: unknown) => reason);

  const line = log.lines.find((one) => one.startsWith('vendor_refusal')) ?? '';
  expect(line).toContain('operation=Initialize vendorCode=InvalidParameter requestId=');
  expect(line).toContain('MetaInfo is not supported by the gateway');
  expect(line).toContain('[redacted]');
  expect(line).toMatch(/ parameters=MetaInfo$/);
  expect(log.text).not.toContain(request.metaInfo.slice(0, 12));
  expect(line).not.toContain(request.merchantBizId);
  expect(JSON.stringify(error) + String(error)).not.toContain('gateway');
});

it('logs no message while a user has not finished', async () => {
  const request = { ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() };
  await host.service.initialize(request);
  log.lines.length = 0;

  expect(await host.service.check(request.merchantBizId)).toMatchObject({ status: 'PENDING' });

  expect(log.text).not.toContain('vendor_refusal');
});
