import assert from 'node:assert/strict';
import type { Model, User } from '../model.js';
import { MINIMAL_REQUEST } from '../../support/vendor/initialize-parameter-cases.js';
import type { System } from '../system.js';
import { look, Step } from './step.js';

/** The process that initializes it is gone before anything was sent. */
export class AbandonedStart extends Step {
  constructor(
    private readonly user: User,
    private readonly host: number,
  ) {
    super();
  }

  protected async happen(model: Model, system: System): Promise<void> {
    const subject = model.of(this.user);
    const { received } = subject;
    subject.requestsFor = subject.variant ?? 'login';
    const request = {
      ...MINIMAL_REQUEST,
      merchantBizId: subject.merchantBizId,
      sceneCode: subject.requestsFor,
    };
    await system.ask(this.host, (service) => service.initialize(request, { signal: AbortSignal.abort() }));
    await look(model, system);
    assert.equal(subject.received, received, 'the vendor has received it');
  }

  toString(): string {
    return `${this.user} gives up a start at ${this.host} at once`;
  }
}
