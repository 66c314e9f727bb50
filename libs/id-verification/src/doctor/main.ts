#!/usr/bin/env node
import { helpText } from './help.js';
import { readSettings, UsageError } from './read-settings.js';
import { asJson, asLines, isHealthy } from './report.js';
import { runChecks } from './run-checks.js';

const FAILED = 1;
const MISUSED = 2;

/** A program and no part of the module: the one file of the library that reads the environment. */
async function run(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings === 'help') {
    process.stdout.write(helpText());
    return;
  }
  const findings = await runChecks(settings);
  process.stdout.write(settings.json ? asJson(findings) : asLines(findings));
  if (!isHealthy(findings)) process.exitCode = FAILED;
}

run().catch((error: unknown) => {
  const isMisuse = error instanceof UsageError;
  // Only our own words: another error could hold an address with a password in it.
  const reason = isMisuse ? error.message : `unforeseen ${error instanceof Error ? error.name : 'failure'}`;
  process.stderr.write(`${reason}\nTry: nestjs-id-verification doctor --help\n`);
  process.exitCode = isMisuse ? MISUSED : FAILED;
});
