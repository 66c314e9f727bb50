import { TypeOrmModule } from '@nestjs/typeorm';
import { CloudauthEmulator } from 'cloudauth-emulator';
import { migrateIdVerification, type IdVerificationModuleOptions } from 'nestjs-id-verification';
import { DataSource } from 'typeorm';

/** In place of the vendor. In production there is none, and the options have your AccessKey and no `endpoint`. */
export const emulator = await CloudauthEmulator.start({
  accessKeys: [{ id: 'test-id', secret: 'test-secret' }],
  forwardTo: `http://127.0.0.1:${process.env['PORT'] ?? 3000}`,
});

export const options: IdVerificationModuleOptions = {
  credentials: { accessKeyId: 'test-id', accessKeySecret: 'test-secret' },
  hashKeys: [{ id: '2026', secret: 'a-secret-of-32-characters-or-more' }],
  endpoint: emulator.url,
  sandbox: true,
};

/** Your database: PostgreSQL 15 or later at `DATABASE_URL`. */
export const DatabaseModule = TypeOrmModule.forRootAsync({
  useFactory: () => ({ type: 'postgres', url: process.env['DATABASE_URL'], autoLoadEntities: true }),
  dataSourceFactory: async (settings) => {
    const dataSource = await new DataSource(settings!).initialize();
    await migrateIdVerification(dataSource);
    return dataSource;
  },
});

/** What a client sends to start a verification; `metaInfo` is the result of its getMetaInfo(). */
export const START = { customerId: 'customer-1', metaInfo: '{"deviceType":"h5"}' };

/** Starts a verification over HTTP as a client does, and finishes it as its user would. */
export async function passVerification(url: string): Promise<void> {
  const response = await fetch(`${url}/verifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(START),
  });
  const { transactionId } = (await response.json()) as { transactionId: string };
  emulator.finish(transactionId, { passed: 'Y' });
}
