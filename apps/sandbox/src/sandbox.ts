import type { Parts } from './parts.js';
import { SandboxError } from './sandbox.error.js';
import type { Service } from './service.js';

/** Starts database, emulator and sample, each when the one before is ready, and stops them in the opposite order. */
export class Sandbox {
  readonly #parts: Parts;
  readonly #announce: (service: Service) => void;
  readonly #progress: (name: string) => void;
  readonly #services: Promise<Service>[] = [];
  /** Aborted when a part has ended by itself or everything is to end: nothing more is started then. */
  readonly #over = new AbortController();
  #stopped: Promise<void> | undefined;

  constructor(
    parts: Parts,
    announce: (service: Service) => void,
    progress: (name: string) => void = () => undefined,
  ) {
    this.#parts = parts;
    this.#announce = announce;
    this.#progress = progress;
  }

  /**
   * Starts everything and watches over it. Resolves after {@link stop}.
   *
   * @param onReady called once, when everything serves
   * @throws SandboxError when a part does not start or ends by itself
   */
  async run(onReady: () => void): Promise<void> {
    const over = new Promise<void>((resolve, reject) => {
      const { signal } = this.#over;
      signal.addEventListener('abort', () =>
        signal.reason instanceof SandboxError ? reject(signal.reason) : resolve(),
      );
    });
    await Promise.race([over, this.#startInTurn().then(onReady)]);
    await over;
  }

  /** Ends every part, the one that was started last first. */
  stop(): Promise<void> {
    this.#over.abort();
    this.#stopped ??= this.#stopInTurn();
    return this.#stopped;
  }

  async #stopInTurn(): Promise<void> {
    for (const starting of this.#services.toReversed()) {
      const service = await starting.catch(() => undefined);
      await service?.stop();
    }
  }

  async #startInTurn(): Promise<void> {
    this.#progress('database');
    const database = await this.#start(this.#parts.database());
    this.#progress('emulator');
    await this.#start(this.#parts.emulator());
    this.#progress('sample');
    await this.#start(Promise.resolve(this.#parts.sample(database.url)));
  }

  async #start<S extends Service>(starting: Promise<S>): Promise<S> {
    this.#services.push(starting);
    const service = await starting;
    void service.exited.then((reason) =>
      this.#over.abort(new SandboxError(`The ${service.name} ended by itself (${reason}).`)),
    );
    await service.ready;
    this.#over.signal.throwIfAborted();
    this.#announce(service);
    return service;
  }
}
