import { ConsoleLogger, type INestApplication, type Provider } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  createCloudauthClient,
  ID_VERIFICATION_CLOCK,
  ID_VERIFICATION_RANDOM,
  IdVerificationModule,
  IdVerificationService,
} from 'nestjs-id-verification';
import { VerdictClock, type ClockedHost } from '../support/clock/verdict-clock.js';
import { clockedHost } from '../support/host/clocked-host.js';
import { HANDLER_CALLS, Handlers, type HandlerCalls, type Mood } from './handlers.js';
import { clientOptions, hostOptions } from './host-options.js';
import { Life } from './life.js';
import { ProcessClient, type CallWatch } from './process-client.js';

const POOL_SIZE = 6;

/** What a host says is no part of its promises here. */
const SILENT = new ConsoleLogger({ logLevels: [] });

/** What a process finds when it starts. */
export interface Surroundings extends CallWatch {
  readonly vendorUrl: string;
  readonly databaseUrl: string;
  now(): Date;
  mood(): Mood;
}

/** How a call of the service ended for its caller. */
export type Received<Response> =
  | { readonly kind: 'answer'; readonly response: Response }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'died' };

/** One process of the application: a Nest host with connections and a clock of its own, which can be killed. */
export class Host {
  readonly life = new Life();
  readonly clock = new VerdictClock();
  private clocked: ClockedHost | undefined;
  private app: INestApplication | undefined;
  private url = '';

  constructor(
    private readonly around: Surroundings,
    readonly hasHandlers: boolean,
  ) {}

  /** Whether a statement of it is under way. */
  get isBusy(): boolean {
    return this.clocked?.isBusy() ?? false;
  }

  get origin(): string {
    return this.url;
  }

  async start(): Promise<this> {
    await this.clock.advanceTo(this.around.now());
    const module = await Test.createTestingModule({
      imports: [this.database(), this.idVerification()],
      providers: this.hasHandlers ? [Handlers, this.handlerCalls()] : [],
    })
      .overrideProvider(ID_VERIFICATION_CLOCK)
      .useValue(this.clock)
      .overrideProvider(ID_VERIFICATION_RANDOM)
      .useValue(() => 1)
      .setLogger(SILENT)
      .compile();
    this.app = module.createNestApplication({ logger: SILENT });
    this.clocked = clockedHost(this.app, 'working');
    this.clock.hostStarted(this.clocked);
    await this.app.listen(0, '127.0.0.1');
    await this.clock.idle();
    this.url = await this.app.getUrl();
    return this;
  }

  /** Ends the process, by its death or otherwise, and frees what it held of this one. */
  async stop(): Promise<void> {
    this.life.end();
    if (this.clocked !== undefined) this.clock.hostStopped(this.clocked);
    await this.app?.close();
  }

  async ask<Response>(
    call: (service: IdVerificationService) => Promise<Response>,
  ): Promise<Received<Response>> {
    if (this.app === undefined) throw new Error('the host has not started');
    const service = this.app.get(IdVerificationService);
    const received = this.life
      .asking(() => call(service))
      .then(
        (response) => ({ kind: 'answer', response }) as const,
        (error: unknown) => ({ kind: 'error', error }) as const,
      );
    const first = await Promise.race([received, this.life.over]);
    return first === undefined || this.life.isOver ? { kind: 'died' } : first;
  }

  private database(): ReturnType<typeof TypeOrmModule.forRoot> {
    return TypeOrmModule.forRoot({
      type: 'postgres',
      url: this.around.databaseUrl,
      autoLoadEntities: true,
      poolSize: POOL_SIZE,
      retryAttempts: 0,
      extra: { stream: this.life.sockets.make },
    });
  }

  private idVerification(): ReturnType<typeof IdVerificationModule.forRoot> {
    const { vendorUrl } = this.around;
    const client = new ProcessClient(createCloudauthClient(clientOptions(vendorUrl)), this.life, this.around);
    return IdVerificationModule.forRoot({ ...hostOptions(vendorUrl), client });
  }

  private handlerCalls(): Provider {
    const calls: HandlerCalls = {
      mood: () => this.around.mood(),
      called: () => this.life.passes('in a handler'),
    };
    return { provide: HANDLER_CALLS, useValue: calls };
  }
}
