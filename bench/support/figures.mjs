/** The value below which a share of the sorted or unsorted numbers lies. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const p50 = (numbers) => quantile(numbers, 0.5);
export const p99 = (numbers) => quantile(numbers, 0.99);
export const most = (numbers) => numbers.reduce((a, b) => Math.max(a, b), 0);

export const percent = (share) => `${(100 * share).toFixed(1)} %`;
export const ms = (number) => `${number.toFixed(1)} ms`;

/** Prints one figure a line, names in one column. */
export function print(title, figures) {
  const lines = Object.entries(figures).map(([name, value]) => `  ${name.padEnd(50)} ${value}`);
  process.stdout.write(`\n${[title, ...lines].join('\n')}\n`);
}

/** With `--json`, the last line is the result. */
export function printJson({ json }, result) {
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
}
