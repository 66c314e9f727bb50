import { setImmediate as nextTurn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sql } from '../storage/sql.js';
import { InFlightWorkService } from '../time/in-flight-work.service.js';
import { DueWorkService } from './due-work.service.js';
import type { WorkerTask } from './worker-task.js';

const BUDGET_MS = 60_000;

describe('A pass of all due work', () => {
  beforeEach(() => void vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined));
  afterEach(() => void vi.restoreAllMocks());

  const inFlight = new InFlightWorkService();
  const service = (tasks: readonly WorkerTask[], untilDueMs: readonly number[] = []): DueWorkService => {
    const untilDue = async (times: readonly (readonly [string, unknown])[]) =>
      new Map(times.flatMap(([name], index) => (index in untilDueMs ? [[name, untilDueMs[index]]] : [])));
    return new DueWorkService(tasks, { untilDue } as never, inFlight);
  };

  const task = (name: WorkerTask['name'], others: Partial<WorkerTask> = {}): WorkerTask => ({
    name,
    dueAt: () => sql`now`,
    runOnce: async () => false,
    ...others,
  });

  it.each([
    [[], true],
    [[1, 3_600_000], true],
    [[5_000, 0], false],
    [[-1], false],
  ])('with work that is due in %j ms after it is completed: %s', async (untilDueMs, completed) => {
    const report = await service([task('check'), task('deliver')], untilDueMs).run(BUDGET_MS);

    expect(report).toEqual({ completed, failed: [] });
  });

  it('is not completed while work of it is in flight', async () => {
    const report = await service([task('deliver', { drain: async () => false })]).run(BUDGET_MS);

    expect(report).toEqual({ completed: false, failed: [] });
  });

  it('runs the other tasks after one that fails', async () => {
    const purged = vi.fn<WorkerTask['runOnce']>(async () => false);
    const failing = task('check', { runOnce: () => Promise.reject(new Error('down')) });

    const report = await service([failing, task('purge', { runOnce: purged })]).run(BUDGET_MS);

    expect(report).toEqual({ completed: false, failed: ['check'] });
    expect(purged).toHaveBeenCalledOnce();
  });

  it('begins nothing more when the application stops, which waits for what runs', async () => {
    const purged = vi.fn<WorkerTask['runOnce']>(async () => false);
    const calls: string[] = [];
    let stopped: Promise<void> | undefined;
    const checks = task('check', {
      runOnce: async () => {
        await nextTurn();
        passes.onModuleDestroy();
        stopped = inFlight.settled().then(() => void calls.push('stopped'));
        await nextTurn();
        calls.push('checked');
        return true;
      },
    });
    const passes = service([checks, task('purge', { runOnce: purged })]);

    const report = await passes.run(BUDGET_MS);

    expect(report).toEqual({ completed: false, failed: [] });
    expect(purged).not.toHaveBeenCalled();
    await stopped;
    expect(await passes.run(BUDGET_MS)).toEqual({ completed: false, failed: [] });
    expect(calls).toEqual(['checked', 'stopped']);
  });
});
