import { FLAGS, type Flag } from './flags.js';

/** What `--help` prints. */
export function helpText(): string {
  const flags: [string, Flag][] = Object.entries(FLAGS);
  const lines = flags.map(([name, { placeholder, meaning }]) => {
    const form = placeholder === undefined ? `--${name}` : `--${name} <${placeholder}>`;
    return `  ${form.padEnd(32)} ${meaning}`;
  });
  return [
    'cloudauth-emulator: a stand-in for Alibaba Cloud ID Verification (cloudauth-intl, 2022-08-09)',
    '',
    'Usage: cloudauth-emulator --access-key-id <id> --access-key-secret <secret> [flags]',
    '       cloudauth-emulator listen [flags]                               the same with the keys test-id, test-secret, and',
    '                                                                      --forward-to http://127.0.0.1:3000',
    '       cloudauth-emulator trigger passed|failed|expired <transactionId> [--emulator <origin>]',
    '       cloudauth-emulator logs [--once] [--emulator <origin>]         the calls that a running emulator got',
    '',
    ...lines,
    '',
    'Scripts drive it below /_emulator, such as GET /_emulator/health.',
    '',
  ].join('\n');
}
