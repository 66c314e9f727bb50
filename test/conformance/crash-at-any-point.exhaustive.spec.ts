import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { InitializeVerificationDto } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { newRequest } from '../support/conformance/request.js';
import type { HostProcess, StartOutcome } from '../support/process/host-process.js';
import { useCrashScene } from '../support/chaos/crash-scene.js';

const ROUNDS = 30;

/** One verification, and what its callers got of it until the process was dead. */
interface Start {
  readonly request: InitializeVerificationDto;
  readonly told: readonly (() => StartOutcome | undefined)[];
}

/** A process dies under traffic: its latest call has just begun, the others are further. */
interface Death {
  readonly gapsMs: readonly number[];
  readonly latencyMs: number;
  /** How long it lives on after its latest start. */
  readonly lingersMs: number;
  /** Whether the clients lose patience and ask the other host before the first one dies. */
  readonly isContested: boolean;
}

const death: fc.Arbitrary<Death> = fc.record({
  gapsMs: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 10 }),
  latencyMs: fc.integer({ min: 0, max: 25 }),
  lingersMs: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 250 })),
  isContested: fc.boolean(),
});

async function traffic(host: HostProcess, gapsMs: readonly number[]): Promise<Start[]> {
  const starts: Start[] = [];
  for (const gapMs of gapsMs) {
    const request = newRequest();
    starts.push({ request, told: [host.initializeUnattended(request)] });
    await delay(gapMs);
  }
  return starts;
}

describe('Calls of initialize whose process is killed at any point', () => {
  const scene = useCrashScene('crash_random', 'sent');
  const { stage } = scene;

  /** The same starts, asked for at the other host as well. */
  const contest = (starts: readonly Start[]) =>
    Promise.all(
      starts.map(async ({ request, told }) => {
        const outcome = await scene.retry(request);
        return { request, told: [...told, () => outcome] };
      }),
    );

  async function startsThatLostTheirProcess(how: Death): Promise<readonly Start[]> {
    const victim = await scene.victim();
    // The first start of a process is slow, and tells nothing about the others.
    await victim.initialize(newRequest());
    stage.emulator.inject({ kind: 'latency', ms: how.latencyMs, times: 'forever' });
    const starts = await traffic(victim, how.gapsMs);
    const contested = how.isContested ? contest(starts) : starts;
    await delay(how.lingersMs);
    await victim.kill();
    stage.emulator.clearFaults();
    return contested;
  }

  it('are one verification each, whose answer never changes', { timeout: 600_000 }, async () => {
    for (const how of fc.sample(death, ROUNDS)) {
      for (const { request, told } of await startsThatLostTheirProcess(how)) {
        const settled = await scene.settledTransactionId(request);

        const given = told.map((outcome) => outcome()?.response).filter((response) => response !== undefined);
        expect(given.filter((response) => response['transactionId'] !== settled)).toEqual([]);
        expect(stage.callsFor(request.merchantBizId).length).toBeLessThanOrEqual(2);
      }
    }
  });
});
