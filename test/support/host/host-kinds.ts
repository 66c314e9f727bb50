import { Controller, Get, ValidationPipe, VersioningType, type INestApplication } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { adapters } from '../runner/suite.js';
import type { HostSettings } from './verdict-host.js';

/** A kind of host that the module must be the same in. */
export interface HostKind {
  readonly name: string;
  readonly settings: HostSettings;
  readonly options?: Partial<IdVerificationModuleOptions>;
  /** What the host answers at its own route `/api/v1/anything`. */
  readonly ownRoute: 403 | 404;
}

@Controller('anything')
class HostController {
  @Get()
  get(): string {
    return 'never reached';
  }
}

/** A host that guards every route and prefixes every route of its own. */
const FORTRESS: HostSettings = {
  also: {
    controllers: [HostController],
    providers: [{ provide: APP_GUARD, useValue: { canActivate: () => false } }],
  },
  prepare: (app: INestApplication) => {
    app.setGlobalPrefix('api');
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
    app.enableCors({ origin: false });
  },
};

const NAMES = { express: 'Express', fastify: 'Fastify' } as const;

/** Each platform with each way to give options, as it comes and as a fortress. */
const PLATFORM_KINDS: readonly HostKind[] = adapters().flatMap((on) =>
  (['forRoot', 'forRootAsync'] as const).flatMap((by): HostKind[] => [
    { name: `${NAMES[on]} by ${by}`, settings: { on, by }, ownRoute: 404 },
    {
      name: `${NAMES[on]} by ${by} behind a guard, a prefix, versions and a pipe`,
      settings: { on, by, ...FORTRESS },
      ownRoute: 403,
    },
  ]),
);

export const HOST_KINDS: readonly HostKind[] = [
  ...PLATFORM_KINDS,
  {
    name: 'Express with prepared statements',
    settings: { on: 'express' },
    options: { preparedStatements: true },
    ownRoute: 404,
  },
];
