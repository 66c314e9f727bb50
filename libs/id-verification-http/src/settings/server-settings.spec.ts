import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LIMIT_SETTINGS, limitOptions } from './limit.settings.js';
import { parseSettings, type Environment } from './parse-settings.js';
import { SERVER_SETTINGS, serverOptions } from './server.settings.js';

const server = (environment: Environment) =>
  serverOptions(parseSettings(z.object(SERVER_SETTINGS), environment), 'shop');

const limits = (environment: Environment) =>
  limitOptions(parseSettings(z.object(LIMIT_SETTINGS), environment), {
    hashKeys: [{ id: 'h', secret: 's' }],
  });

describe('The settings of a server', () => {
  it('have a default each', () => {
    expect(server({})).toEqual({
      listen: { host: '0.0.0.0', port: 3000 },
      drainMs: 3_000,
      log: { format: 'json', level: 'info', service: 'shop' },
      trustedProxies: false,
      corsOrigins: [],
      requestTimeoutMs: 20_000,
    });
  });

  it('are read from text', () => {
    expect(
      server({ PORT: '8080', DRAIN_SECONDS: '0', CORS_ORIGINS: 'https://a.example, https://b.example' }),
    ).toMatchObject({
      listen: { port: 8080 },
      drainMs: 0,
      corsOrigins: ['https://a.example', 'https://b.example'],
    });
  });
});

describe('The settings of limits', () => {
  it('have a default each, and end by `off`', () => {
    expect(limits({ VERIFICATIONS_PER_KEY_PER_HOUR: 'off' })).toEqual({
      requestsPerKeyPerMinute: 600,
      startsPerKeyPerHour: undefined,
      startsPerUserPerHour: 10,
      hashKey: 's',
    });
  });
});
