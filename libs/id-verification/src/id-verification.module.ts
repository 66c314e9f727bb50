import { Module } from '@nestjs/common';
import { ConfigurableModuleClass } from './id-verification.module-definition.js';

/**
 * Alibaba Cloud ID Verification for a Nest application. Requires a TypeORM data source on PostgreSQL 15 or later, with
 * the tables of {@link migrateIdVerification}.
 *
 * @example
 * IdVerificationModule.forRootAsync({
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({
 *     credentials: { accessKeyId: config.getOrThrow('KEY_ID'), accessKeySecret: config.getOrThrow('KEY_SECRET') },
 *     hashKeys: [{ id: '2026', secret: config.getOrThrow('HASH_KEY') }],
 *   }),
 * })
 *
 * @publicApi
 */
@Module({})
export class IdVerificationModule extends ConfigurableModuleClass {}
