import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeMetrics } from './telemetry-reference.fixture.js';

const read = (path: string) => readFileSync(join(__dirname, '../../../..', path), 'utf8');

/** The names in the first cells of the documentation's tables; `.used` stands for the name before it with this end. */
function documentedMetrics(): string[] {
  const cells = [...read('docs/operations.md').matchAll(/^\| (`id_verification\.[^|]*)\|/gm)];
  return cells.flatMap(([, cell = '']) => {
    const [first = '', ...ends] = [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    return [first, ...ends.map((end) => first.replace(/\.\w+$/, end))];
  });
}

describe('The instruments', () => {
  const names = describeMetrics().map(({ name }) => name);

  it('are all described in the operations manual', () => {
    expect(documentedMetrics().sort()).toEqual([...names].sort());
  });

  it('are all shown on the dashboard', () => {
    const dashboard = read('deploy/grafana/dashboards/id-verification.json');

    expect(names.filter((name) => !dashboard.includes(name.replaceAll('.', '_')))).toEqual([]);
  });
});
