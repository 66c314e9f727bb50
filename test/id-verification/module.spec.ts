import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  getIdVerificationHealthToken,
  getIdVerificationServiceToken,
  IdVerificationConfigurationError,
  IdVerificationHealthIndicator,
  IdVerificationModule,
  IdVerificationService,
  InjectIdVerification,
  type IdVerificationModuleOptions,
} from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emulatorOptions, UNGUARDED } from '../support/host/library-host.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

const options = { ...emulatorOptions('http://127.0.0.1:1'), ...UNGUARDED };

@Injectable()
class OptionsFactory {
  createIdVerificationOptions(): IdVerificationModuleOptions {
    return options;
  }
}

@Module({ providers: [OptionsFactory], exports: [OptionsFactory] })
class FactoryModule {}

@Injectable()
class Consumer {
  constructor(readonly verifications: IdVerificationService) {}
}

@Module({ providers: [Consumer] })
class FeatureModule {}

@Injectable()
class ConsumerOfTwo {
  constructor(
    @InjectIdVerification() readonly first: IdVerificationService,
    @InjectIdVerification('second') readonly second: IdVerificationService,
  ) {}
}

@Module({})
class OneFeature {}

@Module({})
class OtherFeature {}

describe('the module', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase('module');
  });
  afterAll(() => database.drop());

  const typeOrm = (name?: string) =>
    TypeOrmModule.forRootAsync({
      ...(name !== undefined && { name }),
      useFactory: () => ({ type: 'postgres', url: database.url, autoLoadEntities: true }),
    });

  it.each([
    ['forRoot', () => IdVerificationModule.forRoot(options)],
    [
      'forRootAsync with useFactory',
      () => IdVerificationModule.forRootAsync({ useFactory: async () => options }),
    ],
    ['forRootAsync with useClass', () => IdVerificationModule.forRootAsync({ useClass: OptionsFactory })],
    [
      'forRootAsync with useExisting',
      () => IdVerificationModule.forRootAsync({ imports: [FactoryModule], useExisting: OptionsFactory }),
    ],
    [
      'forRootAsync with inject',
      () =>
        IdVerificationModule.forRootAsync({
          imports: [FactoryModule],
          inject: [OptionsFactory],
          useFactory: (factory: OptionsFactory) => factory.createIdVerificationOptions(),
        }),
    ],
  ])('works by %s', async (_, importModule) => {
    const app = await Test.createTestingModule({ imports: [typeOrm(), importModule()] }).compile();
    await app.init();

    expect(await app.get(IdVerificationService).list()).toEqual({ items: [], nextCursor: undefined });

    await app.close();
  });

  it.each([
    ['forRoot', () => IdVerificationModule.forRoot({ ...options, isGlobal: true })],
    ['forRootAsync', () => IdVerificationModule.forRootAsync({ isGlobal: true, useFactory: () => options })],
  ])('is injectable everywhere with isGlobal, by %s', async (_, importModule) => {
    const app = await Test.createTestingModule({
      imports: [typeOrm(), importModule(), FeatureModule],
    }).compile();

    expect(app.get(Consumer, { strict: false }).verifications).toBeInstanceOf(IdVerificationService);

    await app.close();
  });

  it('is not injectable elsewhere without isGlobal', async () => {
    const compiling = Test.createTestingModule({
      imports: [typeOrm(), IdVerificationModule.forRoot(options), FeatureModule],
    }).compile();

    await expect(compiling).rejects.toThrow(/IdVerificationService/);
  });

  it('can be imported twice under names, each with its own service and health indicator', async () => {
    const app = await Test.createTestingModule({
      providers: [ConsumerOfTwo],
      imports: [
        typeOrm(),
        IdVerificationModule.forRoot(options),
        IdVerificationModule.forRootAsync({ name: 'second', useFactory: () => options }),
      ],
    }).compile();

    const [first, second] = [undefined, 'second'].map((name) =>
      app.get(getIdVerificationServiceToken(name), { strict: false }),
    );
    expect(first).toBeInstanceOf(IdVerificationService);
    expect(second).toBeInstanceOf(IdVerificationService);
    expect(first).not.toBe(second);
    expect(app.get(ConsumerOfTwo)).toEqual({ first, second });
    const indicators = [undefined, 'second'].map((name) =>
      app.get(getIdVerificationHealthToken(name), { strict: false }),
    );
    for (const indicator of indicators) expect(indicator).toBeInstanceOf(IdVerificationHealthIndicator);
    expect(new Set(indicators).size).toBe(2);

    await app.close();
  });

  it.each([
    ['the same', () => [IdVerificationModule.forRoot(options), IdVerificationModule.forRoot(options)]],
    [
      'by forRoot and forRootAsync',
      () => [
        IdVerificationModule.forRoot({ ...options, name: 'one' }),
        IdVerificationModule.forRootAsync({ name: 'one', useFactory: () => options }),
      ],
    ],
    [
      'each in a module of the host',
      () =>
        [OneFeature, OtherFeature].map((module) => ({
          module,
          imports: [IdVerificationModule.forRoot(options)],
        })),
    ],
  ])('is refused at boot where it is imported twice under one name: %s', async (_, imports) => {
    const app = await Test.createTestingModule({ imports: [typeOrm(), ...imports()] }).compile();

    await expect(app.init()).rejects.toThrow(/several modules with the name `(default|one)`.*isGlobal/);

    await app.close();
  });

  it('works on a named data source', async () => {
    const app = await Test.createTestingModule({
      imports: [typeOrm('kyc'), IdVerificationModule.forRoot({ ...options, dataSource: 'kyc' })],
    }).compile();
    await app.init();

    expect(await app.get(IdVerificationService).list()).toMatchObject({ items: [] });

    await app.close();
  });

  it('treats an undefined static option as absent', async () => {
    const unset: object = {
      isGlobal: undefined,
      name: undefined,
      dataSource: undefined,
      callbackPath: undefined,
    };
    const app = await Test.createTestingModule({
      imports: [typeOrm(), IdVerificationModule.forRootAsync({ useFactory: () => options, ...unset })],
    }).compile();

    expect(app.get(IdVerificationService)).toBeInstanceOf(IdVerificationService);

    await app.close();
  });

  it('fails at boot with invalid options and names each of them', async () => {
    const compiling = Test.createTestingModule({
      imports: [typeOrm(), IdVerificationModule.forRoot({ ...options, hashKeys: [], requestTimeoutMs: 1 })],
    }).compile();

    await expect(compiling).rejects.toBeInstanceOf(IdVerificationConfigurationError);
    await expect(compiling).rejects.toThrow(/`hashKeys` must be at least one/);
    await expect(compiling).rejects.toThrow(/`requestTimeoutMs` must be/);
  });

  it('fails at boot with a static option that the factory returns', async () => {
    const compiling = Test.createTestingModule({
      imports: [
        typeOrm(),
        IdVerificationModule.forRootAsync({ useFactory: () => ({ ...options, isGlobal: true }) }),
      ],
    }).compile();

    await expect(compiling).rejects.toThrow('`isGlobal` must stand beside the factory');
  });

  it('fails at boot without its tables, and names the migration function', async () => {
    const empty = await createTestDatabase('module_empty', 'empty');
    const app = await Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: empty.url, autoLoadEntities: true }),
        IdVerificationModule.forRoot(options),
      ],
    }).compile();

    await expect(app.init()).rejects.toThrow(/Call migrateIdVerification/);

    await app.close();
    await empty.drop();
  });
});
