import { HostTree } from '@angular-devkit/schematics';
import { SchematicTestRunner, UnitTestTree } from '@angular-devkit/schematics/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { format } from 'prettier';
import { describe, expect, it, onTestFinished } from 'vitest';

const runner = new SchematicTestRunner(
  'nestjs-id-verification',
  resolve('libs/id-verification/schematics/collection.json'),
);

/** The Prettier configuration that `nest new` writes. */
const FORMAT_OF_NEST = { singleQuote: true, trailingComma: 'all' } as const;

const BIN = resolve('libs/cloudauth-emulator/bin/cloudauth-emulator.js');

const APP_MODULE = `import { Module } from '@nestjs/common';

@Module({ imports: [], providers: [] })
export class AppModule {}
`;

const MANIFEST = { type: 'module', dependencies: { '@nestjs/common': '^12.0.1', pg: '8.7.3' } };

function application(files: Readonly<Record<string, string>> = {}): UnitTestTree {
  const tree = new UnitTestTree(new HostTree());
  const all = { 'package.json': JSON.stringify(MANIFEST), 'src/app.module.ts': APP_MODULE, ...files };
  for (const [path, content] of Object.entries(all)) tree.create(path, content);
  return tree;
}

const added = (tree: UnitTestTree) => runner.runSchematic('nest-add', { sourceRoot: 'src' }, tree);
const handler = (options: object, tree: UnitTestTree) =>
  runner.runSchematic('outcome-handler', { sourceRoot: 'src', ...options }, tree);

describe('nest add', () => {
  it('imports its module, and adds the dependencies and variables that are missing', async () => {
    const tree = await added(application({ '.env.example': 'DATABASE_URL=postgres://mine' }));

    expect(tree.readText('src/app.module.ts')).toContain('imports: [VerificationsModule]');
    expect(tree.readText('.env.example')).toMatch(
      /^DATABASE_URL=postgres:\/\/mine\n(?![^]*DATABASE_URL)[^]*^SANDBOX=$/m,
    );
    expect(JSON.parse(tree.readText('package.json'))).toMatchObject({
      dependencies: { '@nestjs/typeorm': '^12.0.0', pg: '8.7.3', typeorm: expect.any(String) },
    });
  });

  it('ends with a command that starts the emulator it installs, with the values that .env.example names', async () => {
    const lines: string[] = [];
    const reading = runner.logger.subscribe(({ message }) => lines.push(message));
    const tree = await added(application());
    reading.unsubscribe();
    const [, command = ''] = /^ *npx (cloudauth-emulator .*)$/m.exec(lines.join('\n')) ?? [];
    expect(command).not.toBe('');

    const args = [BIN, ...command.split(' ').slice(1), '--port=0'];
    const emulator = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void emulator.kill());
    const [output] = await once(emulator.stdout, 'data');

    expect(String(output)).toContain('listening on http://127.0.0.1:');
    expect(JSON.parse(tree.readText('package.json'))).toMatchObject({
      devDependencies: { 'cloudauth-emulator': expect.stringMatching(/^\^\d/) },
    });
    const example = tree.readText('.env.example');
    for (const value of ['http://127.0.0.1:4010', 'SANDBOX=true', 'test-id', 'test-secret', command]) {
      expect(example).toContain(value);
    }
  });

  it('leaves an emulator that the application has as it is', async () => {
    const manifest = { ...MANIFEST, devDependencies: { 'cloudauth-emulator': 'file:emulator.tgz' } };
    const tree = await added(application({ 'package.json': JSON.stringify(manifest) }));

    expect(JSON.parse(tree.readText('package.json'))).toMatchObject({
      devDependencies: manifest.devDependencies,
    });
  });

  it('changes nothing the second time', async () => {
    const once = await added(application());
    const before = once.files.map((path) => [path, once.readText(path)]);

    const twice = await added(once);

    expect(twice.files.map((path) => [path, twice.readText(path)])).toEqual(before);
  });

  it.each([
    ['with its own data source', {}],
    ['with that of the application', { 'src/database.module.ts': 'TypeOrmModule.forRoot({})' }],
  ])('generates code in the format of new Nest projects, %s', async (_, files) => {
    const tree = await added(application(files));

    for (const path of tree.files.filter((file) => file.startsWith('/src/verifications/'))) {
      const generated = tree.readText(path);
      expect(generated).toBe(await format(generated, { ...FORMAT_OF_NEST, filepath: path }));
    }
  });

  it.each([
    ['const app = await NestFactory.create(AppModule);', 'app'],
    ['const server = await NestFactory.create<NestFastifyApplication>(\n    AppModule,\n  );', 'server'],
  ])('enables the shutdown hooks: %s', async (creates, name) => {
    const main = `async function bootstrap() {\n  ${creates}\n  await ${name}.listen(3000);\n}\n`;
    const tree = await added(application({ 'src/main.ts': main }));

    const enabled = tree.readText('src/main.ts');
    expect(enabled).toContain(`${creates}\n  ${name}.enableShutdownHooks();\n  await`);
    expect((await added(tree)).readText('src/main.ts')).toBe(enabled);
  });

  it('registers the exception filter', async () => {
    const tree = await added(application());
    expect(tree.readText('src/verifications/verifications.module.ts')).toContain(
      '{ provide: APP_FILTER, useClass: IdVerificationExceptionFilter }',
    );
  });

  it('uses the data source of a host that has one', async () => {
    const database = 'TypeOrmModule.forRoot({ autoLoadEntities: true })';
    const tree = await added(application({ 'src/database.module.ts': database }));

    const module = tree.readText('src/verifications/verifications.module.ts');
    expect(module).toContain('inject: [ConfigService, DataSource]');
    expect(module).toContain('await migrateIdVerification(dataSource)');
    expect(module).not.toContain('TypeOrmModule');
  });

  it.each([
    ['an empty list', '{ imports: [] }', 'imports: [VerificationsModule]'],
    ['no list', '{ providers: [] }', '{\n  imports: [VerificationsModule], providers: [] }'],
    ['a list', '{ imports: [A] }', 'imports: [A, VerificationsModule]'],
    [
      'a list over several lines',
      '{\n  imports: [\n    A,\n    B,\n  ],\n}',
      'imports: [\n    A,\n    B,\n    VerificationsModule,\n  ]',
    ],
  ])('extends %s of imports', async (_, metadata, expected) => {
    const source = `@Module(${metadata})\nexport class AppModule {}\n`;
    const tree = await added(application({ 'src/app.module.ts': source }));
    expect(tree.readText('src/app.module.ts')).toContain(expected);
  });

  it.each([
    ['{ imports: LIST }', 'add VerificationsModule'],
    ['METADATA', 'add VerificationsModule'],
  ])('refuses a module that it cannot read: %s', async (metadata, message) => {
    const source = `@Module(${metadata})\nexport class AppModule {}\n`;
    await expect(added(application({ 'src/app.module.ts': source }))).rejects.toThrow(message);
  });

  it('refuses an application with a module of that name, and names the file', async () => {
    const path = 'src/verifications/verifications.module.ts';
    const run = added(application({ [path]: '@Module({})\nexport class VerificationsModule {}\n' }));
    await expect(run).rejects.toThrow(path);
  });

  const importing = (from: string) => `import { VerificationsModule } from '${from}';\n${APP_MODULE}`;

  it('refuses a root module with another class of that name', async () => {
    const source = importing('./emails/verifications.module.js');
    const run = added(application({ 'src/app.module.ts': source }));
    await expect(run).rejects.toThrow('add VerificationsModule');
  });

  it.each(['./verifications/verifications.module', 'src/verifications/verifications.module.js'])(
    'leaves a root module that imports the class from %s',
    async (from) => {
      const tree = await added(application({ 'src/app.module.ts': importing(from) }));
      expect(tree.readText('src/app.module.ts')).toBe(importing(from));
    },
  );

  it('refuses a folder without an application', async () => {
    const run = runner.runSchematic('nest-add', { sourceRoot: 'apps/none' }, application());
    await expect(run).rejects.toThrow('apps/none/app.module.ts: not found');
  });
});

describe('nest generate outcome-handler', () => {
  it('generates a handler with its spec in the nearest module', async () => {
    const billing = '@Module({})\nexport class BillingModule {}\n';
    const tree = await handler(
      { name: 'billing/approve-order' },
      application({ 'src/billing/billing.module.ts': billing }),
    );

    expect(tree.readText('src/billing/billing.module.ts')).toContain('providers: [ApproveOrderHandler]');
    expect(tree.readText('src/billing/billing.module.ts')).toContain(
      "from './approve-order/approve-order.handler.js'",
    );
    expect(tree.exists('src/billing/approve-order/approve-order.handler.spec.ts')).toBe(true);
  });

  it('generates one file in a given folder with flat and without spec', async () => {
    const tree = await handler({ name: 'order', path: 'a', flat: true, spec: false }, application());
    expect(tree.files.filter((path) => path.includes('order'))).toEqual(['/src/a/order.handler.ts']);
  });

  it('refuses a name that is no file name', async () => {
    await expect(handler({ name: 'Order 1' }, application())).rejects.toThrow('name');
  });
});
