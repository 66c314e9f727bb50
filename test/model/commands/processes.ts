import type { Mood } from '../handlers.js';
import type { Point } from '../life.js';
import type { Model, User } from '../model.js';
import type { System } from '../system.js';
import { Step } from './step.js';

/** A process is killed, and started again: now, or as soon as it reaches a given point. */
export class ProcessDies extends Step {
  constructor(
    private readonly host: number,
    private readonly point: Point | 'at once',
  ) {
    super();
  }

  protected async happen(_model: Model, system: System): Promise<void> {
    const { life } = system.processes.host(this.host);
    if (this.point === 'at once') life.end();
    else life.endsAt = this.point;
  }

  toString(): string {
    return `process ${this.host} dies ${this.point}`;
  }
}

/** A process stands still as soon as the vendor has answered it: its machine swaps, or collects garbage. */
export class ProcessStalls extends Step {
  constructor(private readonly host: number) {
    super();
  }

  protected async happen(_model: Model, system: System): Promise<void> {
    const { life } = system.processes.host(this.host);
    if (!life.isStalled) life.stallsNext = true;
  }

  toString(): string {
    return `process ${this.host} stands still after its next answer`;
  }
}

/** It goes on with what it was doing, however old that is by now. */
export class ProcessWakes extends Step {
  constructor(private readonly host: number) {
    super();
  }

  protected async happen(_model: Model, system: System): Promise<void> {
    await system.wake(this.host);
  }

  toString(): string {
    return `process ${this.host} goes on`;
  }
}

/** From now on the application's handlers do this. */
export class HandlersDo extends Step {
  constructor(private readonly mood: Mood) {
    super();
  }

  protected async happen(_model: Model, system: System): Promise<void> {
    system.handlers = this.mood;
  }

  toString(): string {
    return `handlers ${this.mood}`;
  }
}

/** Redelivers dead-lettered outcomes. */
export class Redeliver extends Step {
  constructor(
    private readonly user: User,
    private readonly host: number,
  ) {
    super();
  }

  protected async happen(model: Model, system: System): Promise<void> {
    const { merchantBizId } = model.of(this.user);
    await system.ask(this.host, (service) => service.redeliver(merchantBizId));
    await system.advance(1_000);
  }

  toString(): string {
    return `${this.user} is delivered again by ${this.host}`;
  }
}
