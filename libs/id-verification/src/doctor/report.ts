import type { Finding, FindingStatus } from './finding.js';

/** Whether nothing failed. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(({ status }) => status !== 'fail');
}

/** For a terminal: a line for each check, with the fix below if there is one, and a summary. */
export function asLines(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, status, detail, ms, fix }) => {
    const figure = ms === undefined ? '' : `${ms} ms`;
    const line = `${status.padEnd(4)}  ${check.padEnd(width)}  ${figure.padStart(9)}  ${detail}`;
    return fix === undefined ? [line] : [line, `      → ${fix}`];
  });
  const count = (status: FindingStatus) => findings.filter((finding) => finding.status === status).length;
  return `${lines.join('\n')}\n\n${count('ok')} ok, ${count('warn')} warning, ${count('fail')} failed, ${count('skip')} not checked\n`;
}

/** For machines: one object on one line. */
export function asJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ ok: isHealthy(findings), findings })}\n`;
}
