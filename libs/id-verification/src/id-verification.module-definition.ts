import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { IdVerificationModuleOptions } from './options/id-verification-options.js';

/** What Nest must know before it runs a factory, and so stands beside it. */
export interface IdVerificationStaticOptions {
  /** Makes the service injectable everywhere without importing the module again. @default false */
  readonly isGlobal?: boolean;
  /** The instance's name, needed only where an application has several. @default 'default' */
  readonly name?: string;
  /** The name of the TypeORM data source. @default 'default' */
  readonly dataSource?: string;
  /** The path of the vendor's callback, outside the host's prefix and versions. @default 'id-verification/callback' */
  readonly callbackPath?: string;
}

const STATIC_DEFAULTS: Required<IdVerificationStaticOptions> = {
  isGlobal: false,
  name: 'default',
  dataSource: 'default',
  callbackPath: 'id-verification/callback',
};

export const {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN,
  OPTIONS_TYPE: FOR_ROOT_OPTIONS,
  ASYNC_OPTIONS_TYPE: FOR_ROOT_ASYNC_OPTIONS,
} = new ConfigurableModuleBuilder<IdVerificationModuleOptions>({ moduleName: 'IdVerification' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createIdVerificationOptions')
  .setExtras<IdVerificationStaticOptions>(STATIC_DEFAULTS)
  .build();

export function withStaticDefaults(
  options: IdVerificationStaticOptions,
): Required<IdVerificationStaticOptions> {
  const { isGlobal, name, dataSource, callbackPath } = options;
  return {
    isGlobal: isGlobal ?? STATIC_DEFAULTS.isGlobal,
    name: name ?? STATIC_DEFAULTS.name,
    dataSource: dataSource ?? STATIC_DEFAULTS.dataSource,
    callbackPath: `/${(callbackPath ?? STATIC_DEFAULTS.callbackPath).replace(/^\/+/, '')}`,
  };
}
