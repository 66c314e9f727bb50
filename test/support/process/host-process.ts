import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type {
  IdVerificationModuleOptions,
  IdVerificationService,
  InitializeOptions,
  TenantAccount,
} from 'nestjs-id-verification';
import type { Adapter } from '../vendor/client-adapters.js';

const PROGRAM = fileURLToPath(new URL('host-program.mjs', import.meta.url));

/** What the program `host-program.mjs` is started with; the database has its tables already. */
export interface HostSettings {
  readonly databaseUrl: string;
  readonly options: Omit<IdVerificationModuleOptions, 'client'>;
  /** The accounts of tenants, by their names. */
  readonly accounts?: Readonly<Record<string, TenantAccount>>;
  /** The way to the vendor. @default 'native' */
  readonly client?: Adapter['key'];
  /** `jumping`: waiting takes no time and moves the clock. */
  readonly clock: 'real' | 'jumping';
  /** `withheld`: it does everything, and its caller hears nothing of it. */
  readonly responses: 'sent' | 'withheld';
  /** `all`: Nest's logger and TypeORM's, with every statement. */
  readonly logs: 'none' | 'all';
  /** Where it listens, if it receives callbacks. */
  readonly port?: number;
  /** The address to which its evidence sink posts what it receives, with the video behind the link. */
  readonly evidenceTo?: string;
}

/** How a start ended, or what else the service was asked for. */
export interface StartOutcome {
  /** What the caller got, its dates as texts. */
  readonly response?: Readonly<Record<string, unknown>>;
  readonly error?: {
    readonly code: string;
    readonly retryable: boolean;
    /** Everything that anybody could log of it. */
    readonly shown: string;
  };
  /** How far the host's clock is ahead after all its waiting, in milliseconds. */
  readonly aheadMs: number;
}

/** What the service can be asked for by a message. */
type Operation = keyof Pick<IdVerificationService, 'initialize' | 'check' | 'explain' | 'erase'>;

/** A host application in a process of its own. */
export class HostProcess {
  private written = '';
  private readonly ended: Promise<unknown>;
  private readonly told = new Map<string, StartOutcome>();
  private readonly listeners = new Map<string, (outcome: StartOutcome) => void>();
  private lastId = 0;

  private constructor(private readonly child: ChildProcess) {
    // The channel closes when everything that was said has arrived.
    this.ended = Promise.all([once(child, 'close'), once(child, 'disconnect')]);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.written += text;
      });
    }
    child.on('message', ({ id, ...outcome }: StartOutcome & { id: string }) => {
      this.told.set(id, outcome);
      this.listeners.get(id)?.(outcome);
    });
  }

  /**
   * Resolves when the host can be told what to start.
   *
   * @throws Error that holds the output of a host that could not start
   */
  static async start(settings: HostSettings): Promise<HostProcess> {
    const child = fork(PROGRAM, [JSON.stringify(settings)], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const host = new HostProcess(child);
    const failed = host.ended.then(() => Promise.reject(new Error(host.output)));
    await Promise.race([host.outcomeOf('ready'), failed]);
    // From now on it may end at any time.
    failed.catch(() => undefined);
    return host;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** What it wrote to its standard output and its standard error; colours, which build machines get too, taken off. */
  get output(): string {
    return stripVTControlCharacters(this.written);
  }

  /** Starts a verification; resolves when the host has told how that ended, which may be never. */
  initialize(request: unknown, aheadMs = 0): Promise<StartOutcome> {
    return this.outcomeOf(this.tell('initialize', [request], aheadMs));
  }

  /** Asks for something about a verification; resolves when the host has told how that ended. */
  ask(
    operation: Exclude<Operation, 'initialize'>,
    merchantBizId: string,
    options = {},
  ): Promise<StartOutcome> {
    return this.outcomeOf(this.tell(operation, [merchantBizId, options]));
  }

  /** Starts a verification and gives a look at how that ended, as far as it is known by then. */
  initializeUnattended(
    request: unknown,
    options: Pick<InitializeOptions, 'tenant'> = {},
  ): () => StartOutcome | undefined {
    const id = this.tell('initialize', [request, options]);
    return () => this.told.get(id);
  }

  /** Ends the process in the middle of whatever it does. Resolves when everything that it said has arrived. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private tell(operation: Operation, args: readonly unknown[], aheadMs = 0): string {
    this.lastId += 1;
    const id = String(this.lastId);
    this.child.send({ id, operation, args, aheadMs });
    return id;
  }

  private outcomeOf(id: string): Promise<StartOutcome> {
    return new Promise((resolve) => this.listeners.set(id, resolve));
  }
}
