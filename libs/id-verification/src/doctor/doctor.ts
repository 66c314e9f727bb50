import { helpText } from './help.js';
import { readSettings, UsageError } from './read-settings.js';
import { asJson, asLines, isHealthy } from './report.js';
import { runChecks } from './run-checks.js';

const FAILED = 1;
const MISUSED = 2;

/** The output of the command and its exit status. */
export interface DoctorEnd {
  readonly code: number;
  readonly output: string;
  readonly error: string;
}

/** Runs the command with its arguments and environment. */
export async function doctor(args: readonly string[], env: NodeJS.ProcessEnv): Promise<DoctorEnd> {
  try {
    const settings = readSettings(args, env);
    if (settings === 'help') return { code: 0, output: helpText(), error: '' };
    const findings = await runChecks(settings);
    const output = settings.json ? asJson(findings) : asLines(findings);
    return { code: isHealthy(findings) ? 0 : FAILED, output, error: '' };
  } catch (error) {
    const isMisuse = error instanceof UsageError;
    // Only messages of the command's own: another error could contain an address with a password.
    const reason = isMisuse ? error.message : `unforeseen ${error instanceof Error ? error.name : 'failure'}`;
    const hint = `${reason}\nTry: nestjs-id-verification doctor --help\n`;
    return { code: isMisuse ? MISUSED : FAILED, output: '', error: hint };
  }
}
