import type { INestApplication } from '@nestjs/common';
import { limitShutdown } from '../shutdown/limit-shutdown.js';
import type { ServerOptions } from './server.settings.js';
import { listenFailure } from './startup-failure.js';

/**
 * Lets a process serve, until a signal to stop, from which on its time is limited.
 *
 * @param hostSetting the setting by which the host was given
 * @returns the address
 * @throws ConfigurationError that names the setting at fault: `PORT`, or the one of the host
 * @publicApi
 */
export async function listen(
  app: INestApplication,
  { listen: { host, port }, drainMs }: Pick<ServerOptions, 'listen' | 'drainMs'>,
  hostSetting = 'HOST',
): Promise<string> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => limitShutdown(drainMs));
  await app.listen(port, host).catch((error: unknown) => {
    throw listenFailure(error, hostSetting);
  });
  return app.getUrl();
}
