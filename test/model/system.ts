import { CloudauthEmulator } from 'cloudauth-emulator';
import type { CloudauthOperation, CloudauthParameters, IdVerificationService } from 'nestjs-id-verification';
import { ACCESS_KEY } from '../support/host/library-host.js';
import { CALLBACK_PATH } from '../support/host/verdict-stage.js';
import type { Mood } from './handlers.js';
import type { Received, Host, Surroundings } from './host.js';
import { HOST_NUMBERS, Processes } from './processes.js';
import { WorldDatabase } from './world-database.js';

/** The real thing: emulator, database and processes, on one time that only a history moves. */
export class System implements Surroundings {
  /** What was found broken while it was under way. */
  readonly violations: string[] = [];
  handlers: Mood = 'work';
  readonly processes: Processes;
  /** Calls that are blocked, and that are not awaited any more. */
  private readonly abandoned = new Map<Host, Promise<unknown>>();
  private callsUnderWay = 0;
  private wallMs = Date.now();
  private emulator!: CloudauthEmulator;

  private constructor(readonly database: WorldDatabase) {
    const advance = (milliseconds: number): Promise<void> => this.advance(milliseconds);
    this.processes = new Processes(this, advance, () => this.callsUnderWay > 0);
  }

  static async open(): Promise<System> {
    const system = new System(await WorldDatabase.create());
    system.emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY], now: () => system.wallMs });
    await system.processes.start();
    return system;
  }

  get vendor(): CloudauthEmulator {
    return this.emulator;
  }

  get vendorUrl(): string {
    return this.emulator.url;
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  now(): Date {
    return new Date(this.emulator.clock.now());
  }

  mood(): Mood {
    return this.handlers;
  }

  /** Calls the service of a host, whatever becomes of that; who waits for another sees the time pass. */
  async ask<Response>(
    number: number,
    call: (service: IdVerificationService) => Promise<Response>,
  ): Promise<Received<Response>> {
    const host = this.processes.host(number);
    const wasStalled = host.life.isStalled;
    const asked = host.ask(call);
    const received = await this.processes.attend(asked, () => host.life.isStalled && !wasStalled);
    if (received !== undefined) return received;
    this.abandoned.set(host, asked);
    return { kind: 'died' };
  }

  /** Lets a process go on that stands still. */
  async wake(number: number): Promise<void> {
    const host = this.processes.host(number);
    const abandoned = this.abandoned.get(host);
    this.abandoned.delete(host);
    host.life.wake();
    if (abandoned !== undefined) await this.processes.attend(abandoned);
    await this.processes.idle();
  }

  /** Sends a callback to a host. */
  async callBack(number: number, query: string): Promise<void> {
    const response = await fetch(`${this.processes.host(number).origin}${CALLBACK_PATH}?${query}`);
    await response.text();
  }

  async advance(milliseconds: number): Promise<void> {
    this.emulator.clock.advance(milliseconds);
    await this.processes.advanceTo(this.now());
  }

  /** Whether a call of this operation may end otherwise than the vendor means it to. */
  isTroubled(operation: CloudauthOperation): boolean {
    const isFaulty = this.emulator.faults().some(({ fault }) => fault.action === operation);
    return isFaulty || this.processes.all().some(({ life }) => life.isTroubled);
  }

  willHang(operation: CloudauthOperation): boolean {
    return this.emulator.faults().find(({ fault }) => fault.action === operation)?.fault.kind === 'hang';
  }

  /** The first promise: stored, and under our lease, before the vendor receives it. */
  async leaving(operation: CloudauthOperation, parameters: CloudauthParameters): Promise<void> {
    this.callsUnderWay += 1;
    if (operation !== 'Initialize') return;
    const row = await this.database.row(parameters['MerchantBizId'] ?? '');
    const isReserved = row?.status === 'INITIALIZING' && new Date(row.lease_expires_at ?? 0) > this.now();
    if (!isReserved) this.violations.push('the vendor receives an Initialize that is not stored');
  }

  returned(): void {
    this.callsUnderWay -= 1;
  }

  /** No fault, no death and no broken handler is to come any more. */
  async fix(): Promise<void> {
    this.emulator.clearFaults();
    this.handlers = 'work';
    for (const { life } of this.processes.all()) life.fix();
    for (const number of HOST_NUMBERS) await this.wake(number);
  }

  /** Forgets the history before; the time goes on from there. */
  async reset(): Promise<void> {
    await this.fix();
    this.violations.length = 0;
    this.emulator.reset();
    this.emulator.configure({ expiredResponse: 'ProcessNotCompleted' });
    await this.database.clear();
    // Requests are signed by the real time, which must not run away from the vendor's.
    this.wallMs = Math.max(this.wallMs, Date.now());
    await this.advance(0);
  }

  async close(): Promise<void> {
    await this.processes.stop();
    await this.emulator.stop();
    await this.database.drop();
  }
}
