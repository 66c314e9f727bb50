import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { SEED } from '../support/runner/seed.js';
import { bySuite } from '../support/runner/suite.js';
import { MOVES } from './allowed-moves.js';
import { histories } from './commands/commands.js';
import { SELDOM } from './commands/seldom.js';
import { drain } from './drain.js';
import { Model } from './model.js';
import { keepsItsPromises } from './promises.js';
import { System } from './system.js';

const HISTORIES = Number(process.env['MODEL_HISTORIES'] ?? bySuite({ quick: 8, all: 300 }));

/** So many at once, each in a world of its own: most of a history is waiting for the database. */
const WORLDS = 4;

const HISTORIES_OF_WORLD = Math.ceil(HISTORIES / WORLDS);

/** What has not been tried by then counts as failed; a counterexample is made smaller no longer than that. */
const TIME_LIMIT_MS = 10 * 60_000;

describe('A verification keeps every promise', () => {
  const systems: System[] = [];
  afterAll(async () => {
    await Promise.all(systems.map((system) => system.close()));
  });

  /** How often each move has happened, in all histories. */
  const happened = new Map(MOVES.map((move) => [move, 0]));

  async function open(): Promise<System> {
    const system = await System.open();
    systems.push(system);
    return system;
  }

  async function live(history: Iterable<fc.AsyncCommand<Model, System>>, system: System): Promise<void> {
    await system.reset();
    const model = new Model();
    await fc.asyncModelRun(() => ({ model, real: system }), history);
    await drain(model, system);
    await keepsItsPromises(model, system);
    for (const move of model.moves) happened.set(move, (happened.get(move) ?? 0) + 1);
  }

  it.concurrent.each(Array.from({ length: WORLDS }, (_, world) => world))(
    `holds in each of ${HISTORIES} random histories, world %i`,
    { timeout: TIME_LIMIT_MS + 60_000 },
    async (world) => {
      const system = await open();
      let lived = 0;
      const property = fc.asyncProperty(histories, async (history) => {
        await live(history, system);
        lived += 1;
      });
      await fc.assert(property, {
        seed: SEED + world,
        numRuns: HISTORIES_OF_WORLD,
        interruptAfterTimeLimit: TIME_LIMIT_MS,
        markInterruptAsFailure: true,
      });
      expect(lived).toBe(HISTORIES_OF_WORLD);
    },
  );

  it('holds in histories that are rare at random', async () => {
    const system = await open();
    for (const history of Object.values(SELDOM)) await live(history, system);
    expect(Object.keys(SELDOM)).not.toEqual([]);
  });

  it('holds in histories that together make every transition', () => {
    const lines = [...happened].map(([move, times]) => `  ${times} times ${move}\n`);
    process.stdout.write(`What happened:\n${lines.join('')}`);
    // A few histories need not come everywhere.
    const never = HISTORIES < 1_000 ? [] : MOVES.filter((move) => happened.get(move) === 0);
    expect(never).toEqual([]);
  });
});
