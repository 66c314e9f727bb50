import type { Service } from './service.js';

/** A part of a sandbox that starts, serves and ends when a test says so, and writes down what happens to it. */
export class FakeService implements Service {
  readonly address = 'nowhere';
  readonly ready: Promise<void>;
  readonly exited: Promise<string>;
  becomeReady: () => void = () => undefined;
  die: (reason: string) => void = () => undefined;

  constructor(
    readonly name: string,
    private readonly journal: string[],
  ) {
    this.ready = new Promise((resolve) => (this.becomeReady = resolve));
    this.exited = new Promise((resolve) => (this.die = resolve));
  }

  stop(): Promise<void> {
    this.journal.push(`stop ${this.name}`);
    this.die('stopped');
    return Promise.resolve();
  }
}
