import type { INestApplication } from '@nestjs/common';
import {
  createApplication,
  migrateDatabase,
  readSettings,
  type AdapterName,
  type Environment,
} from '@id-verification/sample';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { CloudauthEmulator } from 'cloudauth-emulator';
import type { EvidenceSink, IdVerificationModuleOptions } from 'nestjs-id-verification';
import { DataSource } from 'typeorm';
import { freePort } from '../http/free-port.js';
import { HttpCaller } from '../http/http-caller.js';
import { SILENT, type LogRecords } from '../telemetry/log-records.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

/**
 * Starts the sample as a sentence says: `application().on('fastify').start()`. It gets a database and an emulator of
 * its own and listens on a free port.
 */
export function application(): ApplicationBuilder {
  return new ApplicationBuilder();
}

/** A sample that serves, with everything it talks to. */
export interface RunningApplication extends HttpCaller {
  readonly emulator: CloudauthEmulator;
  readonly database: TestDatabase;
  readonly dataSource: DataSource;
  /** The application itself, for what cannot be seen over HTTP. */
  readonly nest: INestApplication;
  stop(): Promise<void>;
}

class ApplicationBuilder {
  #adapter: AdapterName = 'express';
  #settings: Environment = {};
  #isLive = false;
  #logger: LogRecords['logger'] = SILENT;
  #hearsCallbacks = false;
  #options: Partial<IdVerificationModuleOptions> = {};
  #evidenceSink: EvidenceSink | undefined;
  #port: number | undefined;
  #first: RunningApplication | undefined;

  on(adapter: AdapterName): this {
    this.#adapter = adapter;
    return this;
  }

  /** Settings in place of the usual ones. */
  with(settings: Environment): this {
    this.#settings = { ...this.#settings, ...settings };
    return this;
  }

  /** Outside of the sandbox: nothing is set but what {@link with} says, and no emulator can be talked to. */
  live(): this {
    this.#isLive = true;
    return this;
  }

  /** Options of the library in place of those that follow from the settings. */
  configured(options: Partial<IdVerificationModuleOptions>): this {
    this.#options = options;
    return this;
  }

  /** The sink receives the evidence of every verdict. */
  handingEvidenceTo(sink: EvidenceSink): this {
    this.#evidenceSink = sink;
    return this;
  }

  loggingTo({ logger }: LogRecords): this {
    this.#logger = logger;
    return this;
  }

  /** The emulator's callbacks reach the sample, as those of the vendor would. */
  receivingCallbacks(): this {
    this.#hearsCallbacks = true;
    return this;
  }

  /** On a port of the test's own, where one comes back that was there before. */
  at(port: number): this {
    this.#port = port;
    return this;
  }

  /** A second process of the same application: on the database and the emulator of the first. */
  beside(first: RunningApplication): this {
    this.#first = first;
    return this;
  }

  async start(): Promise<RunningApplication> {
    const callbackPort = this.#hearsCallbacks ? await freePort() : 0;
    const database = this.#first?.database ?? (await createTestDatabase('sample'));
    const emulator = this.#first?.emulator ?? (await startEmulator(callbackPort));
    if (this.#isLive) await migrateDatabase(database.url);
    const app = await createApplication(
      readSettings({
        DATABASE_URL: database.url,
        DRAIN_SECONDS: '0',
        // The most that can be set: a test that is not about the rate limit must not wait for it.
        ID_VERIFICATION_RATE_LIMIT_PER_SECOND: '200',
        ...(!this.#isLive && { SANDBOX: 'true', ID_VERIFICATION_ENDPOINT: emulator.url }),
        ...this.#settings,
      }),
      {
        adapter: this.#adapter,
        logger: this.#logger,
        idVerification: {
          ...this.#options,
          ...(this.#evidenceSink !== undefined && { evidence: 'always', evidenceSink: this.#evidenceSink }),
        },
      },
    );
    await app.listen(this.#port ?? callbackPort, '127.0.0.1');
    return new Running(await app.getUrl(), app, emulator, database, this.#first !== undefined);
  }
}

class Running extends HttpCaller implements RunningApplication {
  readonly dataSource: DataSource;

  constructor(
    origin: string,
    readonly nest: INestApplication,
    readonly emulator: CloudauthEmulator,
    readonly database: TestDatabase,
    private readonly isGuest: boolean,
  ) {
    super(origin, SANDBOX.apiKey);
    this.dataSource = nest.get(DataSource);
  }

  async stop(): Promise<void> {
    await this.nest.close();
    if (this.isGuest) return;
    await this.emulator.stop();
    await this.database.drop();
  }
}

/** @param callbackPort of the sample; 0 for one that hears no callbacks */
function startEmulator(callbackPort: number): Promise<CloudauthEmulator> {
  return CloudauthEmulator.start({
    ...(callbackPort > 0 && { forwardTo: `http://127.0.0.1:${callbackPort}` }),
    accessKeys: [{ id: SANDBOX.accessKeyId, secret: SANDBOX.accessKeySecret }],
  });
}
