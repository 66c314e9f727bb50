import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HostProcess, type HostSettings } from '../support/process/host-process.js';
import { markDatabase, type MarkedDatabase } from '../support/database/marked-database.js';
import { MARKED_KEY, markedOptions, markedRequest, marksIn } from '../support/conformance/marks.js';
import { databaseAt, startRefusingDatabase } from '../support/database/refusing-database.js';
import { SampleProcess } from '../support/process/sample-process.js';
import { useStage } from '../support/host/conformance-stage.js';
import { Gate } from '../support/chaos/crash-gate.js';
import { DatabaseCable } from '../support/database/database-cable.js';
import { freePort } from '../support/http/free-port.js';

describe('Nothing personal and no secret is repeated without a database', () => {
  const stage = useStage('without_database', { accessKeys: [MARKED_KEY] });
  const started: HostProcess[] = [];
  let database: MarkedDatabase;
  beforeAll(async () => {
    // Makes the tables.
    await stage.host(markedOptions(stage.emulator.url));
    database = await markDatabase(stage);
  });
  afterAll(async () => {
    for (const host of started) await host.kill();
    await database.drop();
  });

  const settings = (databaseUrl: string): HostSettings => ({
    databaseUrl,
    options: markedOptions(stage.emulator.url),
    clock: 'real',
    responses: 'sent',
    logs: 'all',
  });

  async function hostAt(databaseUrl: string): Promise<HostProcess> {
    const host = await HostProcess.start(settings(databaseUrl));
    started.push(host);
    return host;
  }

  const whyNot = (databaseUrl: string) => hostAt(databaseUrl).then(() => 'it starts', String);

  it('by a host whose database address refuses connections', async () => {
    const said = await whyNot(databaseAt(await freePort()));

    expect(said).toContain('ECONNREFUSED');
    expect(marksIn(said)).toEqual([]);
  });

  it('by a host whose password is wrong', async () => {
    const refusing = await startRefusingDatabase();

    const said = await whyNot(refusing.url);
    refusing.stop();

    expect(said).toContain('password authentication failed');
    expect(marksIn(said)).toEqual([]);
  });

  describe('by a host that loses it', () => {
    let cable: DatabaseCable;
    let host: HostProcess;
    beforeAll(async () => {
      cable = await DatabaseCable.to(database.url);
      host = await hostAt(cable.url);
    });
    afterEach(() => cable.fix());

    it('between two starts', async () => {
      await cable.cut();

      const { error } = await host.initialize(markedRequest());

      expect(error?.code).toBe('storage_unavailable');
      expect(marksIn(`${error?.shown} ${host.output}`)).toEqual([]);
    });

    it.each(['INSERT', 'UPDATE'] as const)('in the %s of a start', async (statement) => {
      const gate = await Gate.close(stage, statement);
      const starting = host.initialize(markedRequest());
      await gate.reached();

      await cable.cut();
      await gate.cutOff();
      await gate.open();

      const { error } = await starting;
      expect(error?.code).toBe('storage_unavailable');
      expect(marksIn(`${error?.shown} ${host.output}`)).toEqual([]);
    });
  });

  it('by the sample whose database address refuses connections, when it gives up', async () => {
    const databaseUrl = databaseAt(await freePort());
    const sample = await SampleProcess.start({ databaseUrl, endpoint: stage.emulator.url });
    await sample.stop();

    expect(sample.output).toContain('ECONNREFUSED');
    expect(marksIn(sample.output)).toEqual([]);
  });
});
