import { FLAGS, SECRETS, type Flag } from './flags.js';

/** What `--help` prints. */
export function helpText(): string {
  const flags: [string, Flag][] = Object.entries(FLAGS);
  return [
    'nestjs-id-verification doctor: checks a configuration against Alibaba Cloud ID Verification',
    '',
    'Usage: nestjs-id-verification doctor [flags]',
    '',
    ...flags.map(([name, flag]) => line(form(name, flag), meaning(flag))),
    '',
    'Secrets come from the environment alone, and what is not set is not checked:',
    '',
    ...Object.entries(SECRETS).map(([variable, what]) => line(variable, what)),
    '',
    'It makes one signed call, KeepaliveIntl, which starts no verification, and changes nothing.',
    'Exit status: 0 when nothing failed, 1 when something did, 2 when it was called in a wrong way.',
    '',
  ].join('\n');
}

function line(name: string, what: string): string {
  return `  ${name.padEnd(32)} ${what}`;
}

function form(name: string, { placeholder }: Flag): string {
  return placeholder === undefined ? `--${name}` : `--${name} <${placeholder}>`;
}

function meaning({ meaning, variable }: Flag): string {
  return variable === undefined ? meaning : `${meaning}; or ${variable}`;
}
