import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, type Adapter } from '../support/vendor/client-adapters.js';
import { BAD_REQUESTS } from '../support/http/bad-requests.js';
import { EVERY_FAULT } from '../support/vendor/every-fault.js';
import { letNextCallMeet, letNextStartMeet } from '../support/vendor/fault.js';
import { HostProcess } from '../support/process/host-process.js';
import { contentsOf, markDatabase, type MarkedDatabase } from '../support/database/marked-database.js';
import { MARKED_KEY, markedOptions, markedRequest, MARKS, marksIn } from '../support/conformance/marks.js';
import { useStage } from '../support/host/conformance-stage.js';
import { bySuite } from '../support/runner/suite.js';
import { needs } from '../support/runner/tools.js';

/** What is asked about a verification after its start, and what the vendor is asked for it. */
const LATER = [
  ['check', 'CheckResult', {}],
  ['explain', 'CheckVerifyLog', {}],
  ['erase', 'DeleteVerifyResult', { force: true }],
] as const;

// The adapter that ships, and the SDK's where each fault is met in each way.
for (const { name, key, needs: tool } of bySuite({ quick: ADAPTERS.slice(0, 1), all: ADAPTERS })) {
  describe(
    `Nothing personal and no secret is repeated by a process that logs all it can, by way of ${name}`,
    needs(tool),
    () => {
      keepsQuiet(key);
    },
  );
}

function keepsQuiet(client: Adapter['key']): void {
  const stage = useStage(`nothing_leaks_${client}`, {
    accessKeys: [MARKED_KEY],
    // The marked address must not be called.
    callbackMode: { mode: 'lost' },
  });
  let database: MarkedDatabase;
  let host: HostProcess;
  beforeAll(async () => {
    // Makes the tables.
    await stage.host(markedOptions(stage.emulator.url));
    database = await markDatabase(stage);
    host = await HostProcess.start({
      databaseUrl: database.url,
      options: { ...markedOptions(stage.emulator.url), requestTimeoutMs: 300 },
      client,
      clock: 'real',
      responses: 'sent',
      logs: 'all',
    });
  });
  afterAll(async () => {
    await host.kill();
    await database.drop();
  });

  const told = async (request: unknown) => marksIn(JSON.stringify(await host.initialize(request)));

  it('in the answer to a start, or to the same start again', async () => {
    const request = markedRequest();

    expect(await told(request)).toEqual([]);
    expect(await told(request)).toEqual([]);
  });

  it('in the conflict of two starts', async () => {
    const request = markedRequest();
    await host.initialize(request);

    expect(await told({ ...request, metaInfo: '{}' })).toEqual([]);
  });

  it.each(EVERY_FAULT)('in the result of an initialize with the fault $kind', async (fault) => {
    letNextStartMeet(stage.emulator, fault);

    expect(await told(markedRequest())).toEqual([]);
  });

  it.each(LATER)('in the result of a call of %s with any fault', async (operation, action, options) => {
    for (const fault of EVERY_FAULT) {
      const request = markedRequest();
      const { response } = await host.initialize(request);
      stage.emulator.finish(String(response?.['transactionId']), { passed: 'N' });
      letNextCallMeet(stage.emulator, action, fault);

      const outcome = await host.ask(operation, request.merchantBizId, options);

      expect(stage.emulator.requests({ action }).flatMap(({ faults }) => faults)).toContain(fault.kind);
      const marks = marksIn(JSON.stringify(outcome));
      expect({ fault: fault.kind, marks }).toEqual({ fault: fault.kind, marks: [] });
    }
  });

  it.each(BAD_REQUESTS)('in the refusal of $what', async ({ request }) => {
    const { error } = await host.initialize(request);

    expect(error?.code).toBe('invalid_request');
    expect(marksIn(error?.shown ?? '')).toEqual([]);
  });

  it('in the output of all these calls, including statements with values, spans and metrics', () => {
    expect(host.output).toContain('initialize_failed');
    expect(host.output).toMatch(/query: .*INSERT INTO "?id_verification/s);
    expect(host.output).toContain("name: 'id_verification.vendor.call'");
    expect(host.output).toContain('"name":"id_verification.initialize.duration"');
    expect(marksIn(host.output)).toEqual([]);
  });

  it('in any table', async () => {
    const contents = await contentsOf(stage);

    expect(contents).toMatch(/PENDING/);
    expect(marksIn(contents)).toEqual([]);
  });

  it('in a table or the output, of the module’s callback tokens', async () => {
    const { callbackUrl: _, callbackToken: __, ...request } = markedRequest();
    await host.initialize(request);

    const [sent] = stage.callsFor(request.merchantBizId);
    const token = sent?.parameters['CallbackToken'] ?? 'none';
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(host.output + (await contentsOf(stage))).not.toContain(token);
  });

  it('although each call was recorded', () => {
    const byTheSdk = stage.emulator
      .requests()
      .map(({ headers }) => headers['user-agent']?.startsWith('AlibabaCloud') ?? false);

    expect(new Set(byTheSdk)).toEqual(new Set([client !== 'native']));
  });

  it('to the vendor except the caller’s parameters', async () => {
    const request = markedRequest();
    await host.initialize(request);

    const [sent] = stage.callsFor(request.merchantBizId);
    expect(marksIn(JSON.stringify(sent)).sort()).toEqual(
      [MARKS.metaInfo, MARKS.callbackUrl, MARKS.callbackToken, MARKS.extraParameter].sort(),
    );
  });
}

describe('What the host chooses to keep', () => {
  const stage = useStage('chosen');

  it('is its own metadata, which is stored as it is given', async () => {
    const { service } = await stage.host();

    await service.initialize(markedRequest(), { metadata: { orderId: 'HOST-order' } });

    expect(await contentsOf(stage)).toContain('HOST-order');
  });

  it('is MerchantUserIds in plain, where it says so', async () => {
    const { service } = await stage.host({ merchantUserId: 'plain' });

    await service.initialize(markedRequest());

    expect(marksIn(await contentsOf(stage))).toEqual([MARKS.merchantUserId]);
  });
});
