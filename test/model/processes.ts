import { setTimeout as point } from 'node:timers/promises';
import { Host, type Surroundings } from './host.js';

/** The processes of the application; one of them carries no handlers, as a release without them does. */
const PROCESSES = [{ hasHandlers: true }, { hasHandlers: false }] as const;

export const HOST_NUMBERS = PROCESSES.map((_, number) => number);

/** How often is looked whether one call waits for another, in milliseconds of real time. */
const WAITING_LOOK_MS = 2;

/** How far the time moves while one call waits for another, in milliseconds. */
const WAITING_STEP_MS = 500;

/** Several processes at once, each of which is started again when it has died. */
export class Processes {
  private readonly hosts: Host[] = [];
  private replacement: Promise<void> = Promise.resolve();
  private isClosing = false;

  constructor(
    private readonly around: Surroundings,
    /** What moves the time for everything. */
    private readonly advance: (milliseconds: number) => Promise<void>,
    private readonly isVendorAsked: () => boolean,
  ) {}

  async start(): Promise<void> {
    for (const number of HOST_NUMBERS) await this.startHost(number);
  }

  host(number: number): Host {
    const host = this.hosts[number];
    if (host === undefined) throw new Error(`there is no host ${number}`);
    return host;
  }

  all(): readonly Host[] {
    return this.hosts;
  }

  /** Has every process do what is due by now. */
  async advanceTo(now: Date): Promise<void> {
    await Promise.all(this.hosts.map(({ clock }) => clock.advanceTo(now)));
    await this.idle();
  }

  /** Resolves when every process does nothing more by itself; those that died have been replaced. */
  async idle(): Promise<void> {
    let replacement: Promise<void> | undefined;
    while (replacement !== this.replacement) {
      replacement = this.replacement;
      await replacement;
      await Promise.all(this.hosts.map(({ clock }) => clock.idle()));
    }
  }

  /** Waits for work while the time passes for those who wait for another; gives nothing where it is given up. */
  async attend<Result>(work: Promise<Result>, isGivenUp = () => false): Promise<Result | undefined> {
    for (;;) {
      const result = await Promise.race([work, point(WAITING_LOOK_MS, undefined)]);
      if (result !== undefined || isGivenUp()) return result;
      if (this.isWaiting) await this.advance(WAITING_STEP_MS);
    }
  }

  async stop(): Promise<void> {
    this.isClosing = true;
    await Promise.all(this.hosts.map((host) => host.stop()));
  }

  /** Whether a process waits for another, and only time can end that. */
  private get isWaiting(): boolean {
    const isWorking = this.isVendorAsked() || this.hosts.some(({ isBusy }) => isBusy);
    return !isWorking && this.hosts.some(({ clock }) => clock.waitingForSomething > 0);
  }

  private async startHost(number: number): Promise<void> {
    const host = new Host(this.around, PROCESSES[number]?.hasHandlers ?? false);
    this.hosts[number] = await host.start();
    host.life.over.then(
      () => this.replace(number, host),
      () => undefined,
    );
  }

  private replace(number: number, deadLettered: Host): void {
    if (this.isClosing) return;
    const startAgain = async (): Promise<void> => {
      await deadLettered.stop();
      await this.startHost(number);
    };
    this.replacement = this.replacement.then(startAgain);
  }
}
