import { Logger } from '@nestjs/common';
import { listen, loadSettingsFile, startupFailure } from 'nestjs-id-verification-http/settings';
import { createApplication } from './application.js';
import { readSettings } from './settings/settings.js';

try {
  loadSettingsFile();
  const settings = readSettings(process.env);
  const app = await createApplication(settings);
  const address = await listen(app, settings, process.env['SANDBOX_HOST'] ? 'SANDBOX_HOST' : 'HOST');
  if (settings.log.format === 'json') new Logger('Sample').log('The sample listens', { address });
  else process.stdout.write(`The sample listens on ${address}\n`);
} catch (error) {
  process.stderr.write(`${startupFailure(error)}\n`);
  process.exit(1);
}
