import { Injectable, Logger } from '@nestjs/common';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import { HandlerStore } from '../../storage/handler.store.js';
import { OutcomeHandlersService, type RegisteredHandler } from './outcome-handlers.service.js';

/**
 * Registers the outcome handlers of this process when it starts, and renews their heartbeat as long as it runs: those
 * without one show up in the health report.
 */
@Injectable()
export class HandlerRegistrationService implements WorkerTask {
  readonly name = 'heartbeat';
  readonly pollIntervalMs = 60_000;
  private readonly logger = new Logger(LOG_CONTEXT);

  constructor(
    private readonly handlers: OutcomeHandlersService,
    private readonly store: HandlerStore,
  ) {}

  async prepare(): Promise<void> {
    this.handlers.discover();
    this.warnOfUnregistered();
    for (const handler of this.handlers.all()) {
      const before = await this.store.register(handler.name, handler.outcomes);
      if (before !== undefined) this.warnOfDropped(handler, before);
    }
  }

  async runOnce(): Promise<boolean> {
    const names = this.handlers.all().map(({ name }) => name);
    if (names.length > 0) await this.store.heartbeat(names);
    return false;
  }

  private warnOfUnregistered(): void {
    const methods = this.handlers.unregistered();
    if (methods.length === 0) return;
    this.logger.warn(
      logLine('outcome_handlers_not_registered', {
        handlers: methods.map(({ metadata, where }) => `${metadata.name} (${where})`).join(', '),
        hint: 'They receive no outcome. List their classes as providers of a module that is imported at boot, not loaded lazily, and repeat the decorator on a method that overrides a decorated one.',
      }),
    );
  }

  /** From now on outcomes are stored for it that the last process to start has registered it for. */
  private warnOfDropped({ name, outcomes }: RegisteredHandler, before: readonly string[]): void {
    const dropped = before.filter((outcome) => !outcomes.some((one) => one === outcome));
    if (dropped.length === 0) return;
    this.logger.warn(
      logLine('handler_outcomes_dropped', {
        handler: name,
        dropped: dropped.join(','),
        hint: 'Nothing is kept for it of these any more. If an older release has started again, start the newer one again after it.',
      }),
    );
  }
}
