import { z } from 'zod';
import type { HttpServerOptions } from '../adapters/server-options.js';
import { LOG_FORMATS, LOG_LEVELS, type LogSettings } from '../logging/log-settings.js';
import { oneOf, origins, wholeNumber } from './fields.js';
import { trustedProxies } from './trusted-proxies.js';

const LEVELS = Object.keys(LOG_LEVELS) as (keyof typeof LOG_LEVELS)[];

/**
 * The settings from which {@link serverOptions} makes what a process serves with, for the schema of a host.
 *
 * @publicApi
 */
export const SERVER_SETTINGS = {
  HOST: z.string().default('0.0.0.0'),
  PORT: wholeNumber(1, 65_535).default(3000),
  // Load balancers probe every second or two, and with the rest it must fit into the 10 s of `docker stop`.
  DRAIN_SECONDS: wholeNumber(0, 600).default(3),
  LOG_FORMAT: oneOf(LOG_FORMATS).default('json'),
  LOG_LEVEL: oneOf(LEVELS).default('info'),
  TRUST_PROXY: trustedProxies(),
  CORS_ORIGINS: origins().default([]),
  REQUEST_TIMEOUT_SECONDS: wholeNumber(1, 300).default(20),
};

const SCHEMA = z.object(SERVER_SETTINGS);

/**
 * What a process serves with.
 *
 * @publicApi
 */
export interface ServerOptions extends HttpServerOptions {
  readonly listen: { readonly host: string; readonly port: number };
  /** How long requests are still served after the signal to stop, in milliseconds. */
  readonly drainMs: number;
  readonly log: LogSettings;
  /** Pages of other origins that may call the application from a browser. */
  readonly corsOrigins: readonly string[];
}

/**
 * What a process serves with, from checked settings.
 *
 * @param service the name of the application in every line of the log
 * @param version its version there
 * @publicApi
 */
export function serverOptions(
  settings: z.output<typeof SCHEMA>,
  service: string,
  version?: string,
): ServerOptions {
  return {
    listen: { host: settings.HOST, port: settings.PORT },
    drainMs: settings.DRAIN_SECONDS * 1_000,
    log: { format: settings.LOG_FORMAT, level: settings.LOG_LEVEL, service, version },
    trustedProxies: settings.TRUST_PROXY,
    corsOrigins: settings.CORS_ORIGINS,
    requestTimeoutMs: settings.REQUEST_TIMEOUT_SECONDS * 1_000,
  };
}
