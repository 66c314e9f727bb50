import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdVerificationModule, IdVerificationService, OnVerificationOutcome } from 'nestjs-id-verification';

/*
 * A host application in a process of its own, which a test may kill at any time. Its one handler writes a row of the
 * table `ledger`, reports that it runs, and kills its own process at the given point. On a message,
 * it erases a verification.
 */
const { databaseUrl, options, handlers } = JSON.parse(process.argv[2] ?? '');

const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function handler({ name, outcomes, takesMs, dies }) {
  class Handler {
    async handle({ merchantBizId }, manager) {
      const row = [name, merchantBizId];
      await manager.query('INSERT INTO ledger (handler, merchant_biz_id) VALUES ($1, $2)', row);
      process.send?.({ handling: merchantBizId });
      if (dies) process.kill(process.pid, 'SIGKILL');
      await delay(takesMs);
    }
  }
  const method = Object.getOwnPropertyDescriptor(Handler.prototype, 'handle');
  OnVerificationOutcome(outcomes, { name })(Handler.prototype, 'handle', method);
  return Handler;
}

const module = await Test.createTestingModule({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: databaseUrl, autoLoadEntities: true }),
    IdVerificationModule.forRoot(options),
  ],
  providers: handlers.map(handler),
}).compile();
module.useLogger(false);
await module.init();

process.on('message', ({ erase }) => module.get(IdVerificationService).erase(erase));
// The test is gone.
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
