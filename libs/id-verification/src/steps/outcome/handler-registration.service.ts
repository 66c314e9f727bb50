import { Injectable, Logger } from '@nestjs/common';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import { HandlerStore } from '../../storage/handler.store.js';
import { OutcomeHandlersService, type RegisteredHandler } from './outcome-handlers.service.js';

/**
 * Registers the outcome handlers of this process at boot, and renews their heartbeat while it runs. The health report
 * lists handlers without a heartbeat.
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
    const handlers = this.handlers.all();
    if (handlers.length === 0) return false;
    const missing = await this.store.heartbeat(handlers.map(({ name }) => name));
    for (const { name, outcomes } of handlers.filter((handler) => missing.includes(handler.name))) {
      await this.store.register(name, outcomes);
      this.warnOfMissing(name);
    }
    return false;
  }

  private warnOfMissing(handler: string): void {
    this.logger.warn(
      logLine('handler_registered_again', {
        handler,
        hint: 'It was unregistered while this process has it, or its row is lost. Outcomes since then were not stored for it. Unregister a handler only after the last process with it has stopped.',
      }),
    );
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

  /** Warns of outcomes for which the handler was registered before; the registration of the latest process applies. */
  private warnOfDropped({ name, outcomes }: RegisteredHandler, before: readonly string[]): void {
    const dropped = before.filter((outcome) => !outcomes.some((one) => one === outcome));
    if (dropped.length === 0) return;
    this.logger.warn(
      logLine('handler_outcomes_dropped', {
        handler: name,
        dropped: dropped.join(','),
        hint: 'These outcomes are no longer stored for this handler. If an older release was started by mistake, restart the newer one.',
      }),
    );
  }
}
