import type { Host } from './host.js';

/** Starts the emulator of the dev dependencies, for an application on Nest's usual port. */
export const EMULATOR_COMMAND = 'npx cloudauth-emulator listen';

/** The variables that the generated module reads, each with its explanation. */
const VARIABLES = {
  DATABASE_URL: 'PostgreSQL 15 or later: postgres://user:password@host:5432/name',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'The AccessKey of a RAM user with the policy AliyunAntCloudAuthFullAccess.',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: undefined,
  ID_VERIFICATION_HASH_KEY: 'For hashes of user ids; at least 32 characters: openssl rand -hex 32',
  ID_VERIFICATION_CALLBACK_KEY: 'For callback tokens; another key: openssl rand -hex 32',
  ID_VERIFICATION_CALLBACK_URL: `The route that the module registers, at your public address. With the emulator any https
# address, such as https://api.example.com/id-verification/callback: it calls http://127.0.0.1:3000 in its place.`,
  ID_VERIFICATION_ENDPOINT: `Only with the emulator (${EMULATOR_COMMAND}): http://127.0.0.1:4010, SANDBOX=true, and
# test-id and test-secret as the AccessKey. None of them in production.`,
  SANDBOX: undefined,
} as const;

/** The lines that an `.env.example` lacks. */
export function environmentLines(text: string): string {
  const missing = Object.entries(VARIABLES).filter(([name]) => !new RegExp(`^#? ?${name}=`, 'm').test(text));
  if (missing.length === 0) return '';
  const lines = missing.map(([name, explanation]) => (explanation ? `# ${explanation}\n` : '') + `${name}=`);
  return `${text === '' || text.endsWith('\n') ? '' : '\n'}${lines.join('\n')}\n`;
}

const DATA_SOURCE_AND_OPTIONS = `
    TypeOrmModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        type: 'postgres',
        url: config.getOrThrow<string>('DATABASE_URL'),
        autoLoadEntities: true,
      }),
      dataSourceFactory: async (options) => {
        const dataSource = await new DataSource(options!).initialize();
        await migrateIdVerification(dataSource); // safe from many processes at once
        return dataSource;
      },
    }),
    IdVerificationModule.forRootAsync({
      isGlobal: true,
      inject: [ConfigService],
      useFactory: verificationOptions,`;

const OPTIONS_AFTER_MIGRATION = `
    IdVerificationModule.forRootAsync({
      isGlobal: true,
      inject: [ConfigService, DataSource],
      useFactory: async (config: ConfigService, dataSource: DataSource) => {
        await migrateIdVerification(dataSource); // safe from many processes at once
        return verificationOptions(config);
      },`;

/**
 * The module of the host that sets the library up. With a data source of the host, which must load the library's
 * entities (`autoLoadEntities` or `ID_VERIFICATION_ENTITIES`), the migration runs before the library starts.
 */
export function verificationsModuleFile(
  { extension }: Host,
  { hasDataSource }: { readonly hasDataSource: boolean },
): string {
  return `import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { APP_FILTER } from '@nestjs/core';
${hasDataSource ? '' : `import { TypeOrmModule } from '@nestjs/typeorm';\n`}import {
  IdVerificationExceptionFilter,
  IdVerificationModule,
  migrateIdVerification,
  type IdVerificationModuleOptions,
} from 'nestjs-id-verification';
import { DataSource } from 'typeorm';
import { OnboardingHandler } from './onboarding.handler${extension}';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),${hasDataSource ? OPTIONS_AFTER_MIGRATION : DATA_SOURCE_AND_OPTIONS}
    }),
  ],
  providers: [
    OnboardingHandler,
    { provide: APP_FILTER, useClass: IdVerificationExceptionFilter },
  ],
})
export class VerificationsModule {}

function verificationOptions(
  config: ConfigService,
): IdVerificationModuleOptions {
  const setting = (name: string) => config.getOrThrow<string>(name);
  return {
    credentials: {
      accessKeyId: setting('ALIBABA_CLOUD_ACCESS_KEY_ID'),
      accessKeySecret: setting('ALIBABA_CLOUD_ACCESS_KEY_SECRET'),
    },
    // Ids let you rotate keys: add a new one at the end, in every process, then
    // move it to the front.
    hashKeys: [{ id: '1', secret: setting('ID_VERIFICATION_HASH_KEY') }],
    callback: {
      url: setting('ID_VERIFICATION_CALLBACK_URL'),
      keys: [{ id: '1', secret: setting('ID_VERIFICATION_CALLBACK_KEY') }],
    },
    endpoint: config.get<string>('ID_VERIFICATION_ENDPOINT') || undefined,
    sandbox: config.get<string>('SANDBOX') === 'true',
  };
}
`;
}
