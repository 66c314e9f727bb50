import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { InitializeVerificationDto, IdVerificationModuleOptions } from 'nestjs-id-verification';

const PROGRAM = fileURLToPath(new URL('crash-host.mjs', import.meta.url));

/** What the program `crash-host.mjs` is started with; the database has its tables already. */
export interface HostSettings {
  readonly databaseUrl: string;
  readonly options: IdVerificationModuleOptions;
  /** `jumping`: waiting takes no time and moves the clock. */
  readonly clock: 'real' | 'jumping';
  /** `withheld`: it does everything, and its caller hears nothing of it. */
  readonly answers: 'sent' | 'withheld';
}

/** How a start ended. */
export interface StartOutcome {
  /** What the caller got, its dates as texts. */
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: string; readonly retryable: boolean };
  /** How far the host's clock is ahead after all its waiting, in milliseconds. */
  readonly aheadMs: number;
}

/** A host application in a process of its own. */
export class HostProcess {
  private readonly ended: Promise<unknown>;
  private readonly told = new Map<string, StartOutcome>();
  private readonly listeners = new Map<string, (outcome: StartOutcome) => void>();
  private lastId = 0;

  private constructor(private readonly child: ChildProcess) {
    // The channel closes when everything that was said has arrived.
    this.ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
    child.on('message', ({ id, ...outcome }: StartOutcome & { id: string }) => {
      this.told.set(id, outcome);
      this.listeners.get(id)?.(outcome);
    });
  }

  /** Resolves when the host can be told what to start. */
  static async start(settings: HostSettings): Promise<HostProcess> {
    const child = fork(PROGRAM, [JSON.stringify(settings)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const host = new HostProcess(child);
    const failed = host.ended.then(() => Promise.reject(new Error('the host ended before it was ready')));
    await Promise.race([host.outcomeOf('ready'), failed]);
    // From now on it may end at any time.
    failed.catch(() => undefined);
    return host;
  }

  /** Starts a verification; resolves when the host has told how that ended, which may be never. */
  initialize(request: InitializeVerificationDto, aheadMs = 0): Promise<StartOutcome> {
    return this.outcomeOf(this.tell(request, aheadMs));
  }

  /** Starts a verification and gives a look at how that ended, as far as it is known by then. */
  initializeUnattended(request: InitializeVerificationDto): () => StartOutcome | undefined {
    const id = this.tell(request, 0);
    return () => this.told.get(id);
  }

  /** Ends the process in the middle of whatever it does. Resolves when everything that it said has arrived. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private tell(request: InitializeVerificationDto, aheadMs: number): string {
    this.lastId += 1;
    const id = String(this.lastId);
    this.child.send({ id, request, aheadMs });
    return id;
  }

  private outcomeOf(id: string): Promise<StartOutcome> {
    return new Promise((resolve) => this.listeners.set(id, resolve));
  }
}
