import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { IdVerificationModuleOptions, OutcomeName } from 'nestjs-id-verification';

const PROGRAM = fileURLToPath(new URL('delivery-program.mjs', import.meta.url));

/** What the program `delivery-program.mjs` is started with; the database has its tables already. */
export interface DeliveryProcessSettings {
  readonly databaseUrl: string;
  readonly options: IdVerificationModuleOptions;
  readonly handlers: readonly {
    readonly name: string;
    readonly outcomes: OutcomeName | 'all';
    /** How long it goes on after it has written, in milliseconds. */
    readonly takesMs: number;
    /** Whether it kills its process after it has written. */
    readonly dies: boolean;
  }[];
}

/** A host application in a process of its own. */
export class DeliveryProcess {
  private readonly ended: Promise<unknown>;
  private readonly listeners = new Set<() => void>();
  private ready = false;
  /** How often a handler of it has been called. */
  calls = 0;

  private constructor(private readonly child: ChildProcess) {
    this.ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
    child.on('message', (message: { readonly ready?: boolean }) => {
      if (message.ready === true) this.ready = true;
      else this.calls += 1;
      for (const listener of this.listeners) listener();
    });
  }

  /** Starts a process; it works as soon as it can, also before it says that it is ready. */
  static start(settings: DeliveryProcessSettings): DeliveryProcess {
    return new DeliveryProcess(
      fork(PROGRAM, [JSON.stringify(settings)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
    );
  }

  /** Resolves when it has started, or has ended before that. */
  async started(): Promise<void> {
    await this.until(() => this.ready);
  }

  /** Has it erase a verification; how that ends the test does not hear. */
  erase(merchantBizId: string): void {
    this.child.send({ erase: merchantBizId });
  }

  /** Resolves when its handlers have been called so often, or the process has ended. */
  async called(times: number): Promise<void> {
    await this.until(() => this.calls >= times);
  }

  /** Resolves when the process has ended by itself. */
  async gone(): Promise<void> {
    await this.ended;
  }

  /** Ends the process in the middle of whatever it does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private async until(holds: () => boolean): Promise<void> {
    const held = new Promise<void>((resolve) => {
      const listener = (): void => {
        if (holds()) resolve();
      };
      this.listeners.add(listener);
      listener();
    });
    await Promise.race([held, this.ended]);
  }
}
