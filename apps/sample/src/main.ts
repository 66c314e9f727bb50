import { Logger } from '@nestjs/common';
import { createApplication } from './application.js';
import { loadSettingsFile } from './configuration/load-settings-file.js';
import { readConfiguration } from './configuration/read-configuration.js';
import { limitShutdown } from './limit-shutdown.js';
import { listenFailure } from './listen-failure.js';
import { createLogger } from './logging/create-logger.js';
import { startupFailure } from './startup-failure.js';

try {
  loadSettingsFile();
  const { listen, log, drainMs } = readConfiguration(process.env);
  const app = await createApplication(process.env, {
    logger: createLogger(log),
  });
  process.once('SIGTERM', () => limitShutdown(drainMs));
  const hostSetting = process.env['SANDBOX_HOST'] ? 'SANDBOX_HOST' : 'HOST';
  await app.listen(listen.port, listen.host).catch((error: unknown) => {
    throw listenFailure(error, hostSetting);
  });
  const address = await app.getUrl();
  if (log.format === 'json') new Logger('Sample').log('The sample listens', { address });
  else process.stdout.write(`The sample listens on ${address}\n`);
} catch (error) {
  process.stderr.write(`${startupFailure(error)}\n`);
  process.exit(1);
}
