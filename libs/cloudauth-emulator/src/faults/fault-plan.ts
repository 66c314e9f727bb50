import type { Randomness } from '../randomness/randomness.js';
import { assertFault } from './check-fault.js';
import type { Fault } from './fault.js';
import { stageOf, type MetFaults } from './fault-stage.js';

/** An injected fault. */
export interface InjectedFault {
  readonly id: number;
  readonly fault: Fault;
  /** The number of calls to which it will still be applied. */
  readonly remaining: number | 'forever';
  /** The number of calls to which it was applied. */
  readonly met: number;
}

interface Entry {
  readonly id: number;
  readonly fault: Fault;
  remaining: number;
  met: number;
}

/** The injected faults, in the order of injection. */
export class FaultPlan {
  readonly #random: Randomness;
  readonly #entries = new Map<number, Entry>();
  #lastId = 0;

  constructor(random: Randomness) {
    this.#random = random;
  }

  /** @throws InvalidInputError when the fault breaks a rule. */
  add(fault: Fault): InjectedFault {
    assertFault(fault);
    const times = fault.times ?? (fault.probability === undefined ? 1 : 'forever');
    this.#lastId += 1;
    const entry = {
      id: this.#lastId,
      fault,
      remaining: times === 'forever' ? Number.POSITIVE_INFINITY : times,
      met: 0,
    };
    this.#entries.set(entry.id, entry);
    return view(entry);
  }

  /** The faults to apply to a call of this action, at most one per stage; decrements their remaining counts. */
  meet(action: string): MetFaults | undefined {
    if (this.#entries.size === 0) return undefined;
    let met: MetFaults = {};
    for (const entry of this.#entries.values()) {
      const stage = stageOf(entry.fault);
      const taken = Object.keys(stage).some((name) => name in met);
      if (taken || !this.#meets(entry, action)) continue;
      this.#use(entry);
      met = { ...met, ...stage };
    }
    return met;
  }

  list(): InjectedFault[] {
    return [...this.#entries.values()].map(view);
  }

  /** Removes a fault. @returns whether it existed */
  remove(id: number): boolean {
    return this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
  }

  #meets({ fault }: Entry, action: string): boolean {
    if (fault.action !== undefined && fault.action !== action) return false;
    return fault.probability === undefined || this.#random.fraction() < fault.probability;
  }

  #use(entry: Entry): void {
    entry.remaining -= 1;
    entry.met += 1;
    if (entry.remaining <= 0) this.#entries.delete(entry.id);
  }
}

function view({ id, fault, remaining, met }: Entry): InjectedFault {
  return { id, fault, met, remaining: Number.isFinite(remaining) ? remaining : 'forever' };
}
