import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { SEED } from './seed.js';
import { TOOLS, type ToolName } from './tools.js';

const NO_REASON = 'no reason is given';

/** Says what was skipped and why, and how to repeat the run. Stands before a reporter that ends with the failures. */
export default class EndOfRunReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    const lines = [...skippedLines(skipped), `Seed: TEST_SEED=${SEED} repeats everything random.`];
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }
}

/** For each reason, how many tests it keeps from running, and in which files. */
function skippedLines(tests: readonly TestCase[]): string[] {
  return [...groupedBy(tests, reasonOf)].flatMap(([reason, ofReason]) => [
    `Skipped: ${ofReason.length} tests. ${reason}`,
    ...[...groupedBy(ofReason, fileOf)].map(([file, { length }]) => `  ${length} of ${file}`),
  ]);
}

function reasonOf(test: TestCase): string {
  const { needs }: { needs?: ToolName } = test.meta();
  if (needs !== undefined) return `${TOOLS[needs].name} is missing: ${TOOLS[needs].install}.`;
  const result = test.result();
  return (result.state === 'skipped' && result.note) || NO_REASON;
}

function fileOf(test: TestCase): string {
  return test.module.relativeModuleId;
}

/** `Map.groupBy`, which Node 20 has not. */
function groupedBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}
