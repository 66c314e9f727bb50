import { beforeEach, describe, expect, it } from 'vitest';
import { FakeService } from './fake-service.fixture.js';
import { Sandbox } from './sandbox.js';

describe('A sandbox', () => {
  let journal: string[];
  let database: FakeService;
  let emulator: FakeService;
  let sample: FakeService;
  let sandbox: Sandbox;

  beforeEach(() => {
    journal = [];
    database = new FakeService('database', journal);
    emulator = new FakeService('emulator', journal);
    sample = new FakeService('sample', journal);
    const begin = (service: FakeService) => {
      journal.push(`start ${service.name}`);
      return service;
    };
    sandbox = new Sandbox(
      {
        database: async () => Object.assign(begin(database), { url: 'postgres://there' }),
        emulator: async () => begin(emulator),
        sample: (url) => {
          journal.push(`with ${url}`);
          return begin(sample);
        },
      },
      ({ name }) => journal.push(`announce ${name}`),
      (name) => journal.push(`progress ${name}`),
    );
  });

  const run = () => sandbox.run(() => journal.push('ready'));
  const partNamed = (name: string) => [database, emulator, sample].find((part) => part.name === name);
  const everythingReady = () => [database, emulator, sample].forEach((service) => service.becomeReady());

  it('starts database, emulator and sample, each when the one before serves', async () => {
    void run();
    for (const service of [database, emulator, sample]) {
      await expect.poll(() => journal.at(-1)).toBe(`start ${service.name}`);
      service.becomeReady();
    }
    await expect.poll(() => journal.at(-1)).toBe('ready');
    expect(journal).toEqual([
      'progress database',
      'start database',
      'announce database',
      'progress emulator',
      'start emulator',
      'announce emulator',
      'progress sample',
      'with postgres://there',
      'start sample',
      'announce sample',
      'ready',
    ]);
  });

  it('stops them in the opposite order, once', async () => {
    const over = run();
    everythingReady();
    await expect.poll(() => journal).toContain('ready');
    journal.length = 0;

    await Promise.all([sandbox.stop(), sandbox.stop()]);

    await expect(over).resolves.toBeUndefined();
    expect(journal).toEqual(['stop sample', 'stop emulator', 'stop database']);
  });

  it.each(['database', 'emulator', 'sample'])('is over when its %s ends by itself', async (name) => {
    const over = run();
    everythingReady();
    await expect.poll(() => journal).toContain('ready');

    partNamed(name)?.die('exit code 3');

    await expect(over).rejects.toThrow(`The ${name} ended by itself (exit code 3).`);
  });

  it('starts nothing more when a part dies before it serves', async () => {
    const over = run();
    database.becomeReady();
    await expect.poll(() => journal).toContain('start emulator');

    emulator.die('SIGKILL');
    await expect(over).rejects.toThrow('The emulator ended by itself (SIGKILL).');
    emulator.becomeReady();
    await sandbox.stop();

    expect(journal).not.toContain('start sample');
    expect(journal).toContain('stop database');
  });

  it('starts nothing more when it is stopped meanwhile', async () => {
    const over = run();
    await expect.poll(() => journal).toContain('start database');

    await sandbox.stop();
    database.becomeReady();

    await expect(over).resolves.toBeUndefined();
    expect(journal).toEqual(['progress database', 'start database', 'stop database']);
  });
});
