import assert from 'node:assert/strict';
import type { AsyncCommand } from 'fast-check';
import type { Model } from '../model.js';
import type { System } from '../system.js';

/** One step of a history: something happens, and what followed from it must be what the model allows. */
export abstract class Step implements AsyncCommand<Model, System> {
  check(_model: Readonly<Model>): boolean {
    return true;
  }

  async run(model: Model, system: System): Promise<void> {
    await this.happen(model, system);
    await look(model, system);
  }

  protected abstract happen(model: Model, system: System): Promise<void>;

  abstract toString(): string;
}

/** Takes in what has happened by now. */
export async function look(model: Model, system: System): Promise<void> {
  await system.processes.idle();
  model.observe(await system.database.moves(), system.now(), system.vendor);
  assert.deepEqual(system.violations, []);
}
