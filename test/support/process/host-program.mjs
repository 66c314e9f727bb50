import { register } from 'node:module';
import { inspect } from 'node:util';
import { ConsoleLogger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PostingSink } from './posting-sink.mjs';
import { tellTelemetry } from './telemetry-program.mjs';
import { ID_VERIFICATION_CLOCK, IdVerificationModule, IdVerificationService } from 'nestjs-id-verification';

/*
 * A host application in a process of its own. It gets the `HostSettings` of
 * conformance-host-process.ts, gets by messages what to call on the service, and reports by messages how that ended.
 */
const settings = JSON.parse(process.argv[2] ?? '');
const {
  databaseUrl,
  options,
  accounts,
  client = 'native',
  clock,
  responses,
  logs,
  port,
  evidenceTo,
} = settings;

/**
 * A start that waits for another takes no time and moves the clock instead, so that a test sees how long it would have
 * waited. Work in the background, which waits until it is stopped, rests.
 */
class JumpingClock {
  aheadMs = 0;

  now() {
    return new Date();
  }

  monotonic() {
    return performance.now();
  }

  databaseNow() {
    return new Date(Date.now() + this.aheadMs);
  }

  async sleep(milliseconds, stopped) {
    if (stopped === undefined) this.aheadMs += milliseconds;
    else await new Promise((_, fail) => stopped.addEventListener('abort', fail, { once: true }));
  }
}

async function standIn() {
  register('./typescript-loader.mjs', import.meta.url);
  return import('../vendor/cloudauth-intl-stand-in.ts');
}

const jumping = new JumpingClock();
const tellMetrics = logs === 'all' ? tellTelemetry() : () => undefined;
const builder = Test.createTestingModule({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: databaseUrl,
      autoLoadEntities: true,
      logging: logs === 'all',
      retryAttempts: 1,
    }),
    IdVerificationModule.forRoot({
      ...options,
      ...(accounts !== undefined && { accounts: (tenant) => accounts[tenant] }),
      client: client === 'stand-in' ? { sdk: await standIn() } : client,
      ...(evidenceTo !== undefined && { evidenceSink: new PostingSink(evidenceTo) }),
    }),
  ],
});
if (logs === 'all') builder.setLogger(new ConsoleLogger());
if (clock === 'jumping') builder.overrideProvider(ID_VERIFICATION_CLOCK).useValue(jumping);
const module = await builder.compile();
if (port === undefined) await module.init();
else await module.createNestApplication().listen(port, '127.0.0.1');
const service = module.get(IdVerificationService);

async function outcomeOf(operation, args) {
  try {
    return { response: await service[operation](...args) };
  } catch (error) {
    return { error: { code: error.code, retryable: error.retryable, shown: shown(error) } };
  }
}

/** Everything that anybody could log of an error. */
function shown(error) {
  const inside = inspect(error, { depth: Infinity, showHidden: true });
  return [String(error), error.stack, inside, JSON.stringify(error)].join('\n');
}

process.on('message', async ({ id, operation, args, aheadMs }) => {
  jumping.aheadMs = aheadMs;
  const outcome = await outcomeOf(operation, args);
  await tellMetrics();
  if (responses === 'sent') process.send({ id, ...outcome, aheadMs: jumping.aheadMs });
});
// The test is gone.
process.on('disconnect', () => process.exit());
process.send({ id: 'ready' });
