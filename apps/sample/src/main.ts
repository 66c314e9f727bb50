import { createApplication } from './application.js';
import { loadSettingsFile } from './configuration/load-settings-file.js';
import { readConfiguration } from './configuration/read-configuration.js';
import { startupFailure } from './startup-failure.js';

try {
  loadSettingsFile();
  const { sandbox, listen } = readConfiguration(process.env);
  const app = await createApplication(process.env, {
    logger: sandbox ? ['fatal', 'error', 'warn'] : ['fatal', 'error', 'warn', 'log'],
  });
  await app.listen(listen.port, listen.host);
  process.stdout.write(`The sample listens on ${await app.getUrl()}\n`);
} catch (error) {
  process.stderr.write(`${startupFailure(error)}\n`);
  process.exit(1);
}
