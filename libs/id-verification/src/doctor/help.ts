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
    'Secrets are read from the environment and from .env in this folder. Without a setting its check is skipped:',
    '',
    ...Object.entries(SECRETS).map(([variable, what]) => line(variable, what)),
    '',
    'It makes one signed call, KeepaliveIntl, and changes nothing.',
    'Exit status: 0 if no check failed, 1 if one did, 2 for invalid arguments.',
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
