import { newApiKey } from 'nestjs-id-verification-http';

const [name] = process.argv.slice(2);

try {
  const { key, entry } = newApiKey(name ?? '');
  process.stdout.write(
    `The key, shown this once; hand it to its caller:\n  ${key}\n` +
      `The entry for API_KEYS, separated from others by a comma:\n  ${entry}\n`,
  );
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'failed'}\nUsage: api-key.js <name>\n`);
  process.exitCode = 1;
}
