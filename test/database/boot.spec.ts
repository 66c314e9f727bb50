import { Module, type DynamicModule } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { IdVerificationModule, IdVerificationService, newMerchantBizId } from 'nestjs-id-verification';
import { DataSource, DefaultNamingStrategy } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { useStage } from '../support/host/conformance-stage.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import { emulatorOptions, UNGUARDED } from '../support/host/library-host.js';
import { migratedDataSource } from '../support/host/host-module.js';

@Module({})
class Nothing {}

class Loud extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string): string {
    return (customName || propertyName).toUpperCase();
  }
}

describe('An application', () => {
  const stage = useStage('boot');

  const database = (options: TypeOrmModuleOptions): DynamicModule =>
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: stage.database.url,
      retryAttempts: 0,
      ...options,
    } as TypeOrmModuleOptions);

  async function boot(
    data: DynamicModule,
    prepare?: (dataSource: DataSource) => Promise<unknown>,
  ): Promise<unknown> {
    const app = await Test.createTestingModule({
      imports: [data, IdVerificationModule.forRoot({ ...emulatorOptions(stage.emulator.url), ...UNGUARDED })],
    }).compile();
    await prepare?.(app.get(DataSource));
    try {
      await app.init();
      const request = { ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() };
      return await app.get(IdVerificationService).initialize(request);
    } finally {
      await app.close();
    }
  }

  it.each([
    { what: 'without TypeOrmModule', data: () => ({ module: Nothing }), fix: /TypeOrmModule\.forRoot\(\)/ },
    {
      what: 'without the entities',
      data: () => database({}),
      fix: /autoLoadEntities.*ID_VERIFICATION_ENTITIES/,
    },
    {
      what: 'whose data source is not initialized',
      data: () => database({ autoLoadEntities: true, manualInitialization: true }),
      fix: /initialize\(\)/,
    },
    {
      what: 'whose naming strategy renames columns',
      data: () => database({ autoLoadEntities: true, namingStrategy: new Loud() }),
      fix: /naming strategy.*merchant_biz_id/,
    },
  ])('$what refuses to boot, and names the fix', async ({ data, fix }) => {
    await expect(boot(data())).rejects.toMatchObject({
      name: 'IdVerificationConfigurationError',
      message: expect.stringMatching(fix),
    });
  });

  it('works with a data source that is initialized before the application', async () => {
    const data = database({ autoLoadEntities: true, manualInitialization: true });

    const initialized = await boot(data, (dataSource) => dataSource.initialize());

    expect(initialized).toMatchObject({ status: 'PENDING' });
  });

  it('works with a prefix of its tables', async () => {
    const data = TypeOrmModule.forRootAsync({
      useFactory: () => ({
        type: 'postgres',
        url: stage.database.url,
        autoLoadEntities: true,
        entityPrefix: 'app_',
        schema: 'app',
      }),
      dataSourceFactory: migratedDataSource,
    });
    await stage.query('CREATE SCHEMA app');

    expect(await boot(data)).toMatchObject({ status: 'PENDING' });
  });
});
