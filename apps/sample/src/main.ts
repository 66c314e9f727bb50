import { Logger } from '@nestjs/common';
import { limitShutdown } from 'nestjs-id-verification-http';
import { listenFailure, loadSettingsFile, startupFailure } from 'nestjs-id-verification-http/settings';
import { createApplication } from './application.js';
import { readSettings } from './settings/settings.js';

try {
  loadSettingsFile();
  const { listen, log, drainMs } = readSettings(process.env);
  const app = await createApplication(process.env);
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
