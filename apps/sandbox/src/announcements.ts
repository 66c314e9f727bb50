import { SANDBOX } from 'nestjs-id-verification-http/settings';
import type { Service } from './service.js';
import { evidenceDirectory, type Settings } from './settings.js';

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function announce({ name, address }: Service): void {
  say(`${name.padEnd(8)}  ${address}`);
}

/** The database takes seconds when it is made for the first time, and the sample when it migrates. */
export function progress(name: string): void {
  say(`${name.padEnd(8)}  starting…`);
}

/** For a user who set `DATABASE_URL` and expects it to be read. */
export function sayDatabaseUrlIsNotUsed(): void {
  say('DATABASE_URL is not used, as it may lead to a real database; SANDBOX_DATABASE_URL would be.');
}

/** For a user who misspelt a setting. */
export function sayIsNoSetting(name: string): void {
  say(`${name} is no setting of the sandbox and has no effect; .env.example lists them.`);
}

/** What to do with a sandbox that runs. */
export function invite(settings: Settings): void {
  const { samplePort, emulatorPort } = settings;
  const address = `http://127.0.0.1:${samplePort}`;
  const emulator = `http://127.0.0.1:${emulatorPort}`;
  const body = JSON.stringify({ merchantUserId: 'customer-1', metaInfo: '{"deviceType":"h5"}' });
  say('');
  say(`Ready. Open ${address}, or start a verification manually:`);
  say(
    `  curl ${address}/verifications -H 'authorization: Bearer ${SANDBOX.apiKey}' -H 'content-type: application/json' -d '${body}'`,
  );
  say('and let its user pass, with the transactionId of the response:');
  say(`  npx cloudauth-emulator trigger passed TRANSACTION_ID --emulator=${emulator}`);
  say(`Its evidence (face image, video, scores) is then in ${evidenceDirectory(settings)}.`);
  say('Ctrl-C stops everything; the data stay.');
}
