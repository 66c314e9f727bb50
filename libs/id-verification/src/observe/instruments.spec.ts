import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRIC_ATTRIBUTES } from './metric-attributes.fixture.js';
import { describeMetrics } from './telemetry-reference.fixture.js';

const read = (path: string) => readFileSync(join(__dirname, '../../../..', path), 'utf8');

describe('The instruments', () => {
  const names = describeMetrics().map(({ name }) => name);

  it('have attributes in the reference under their own names', () => {
    expect(Object.keys(METRIC_ATTRIBUTES).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('are all shown on the dashboard', () => {
    const dashboard = read('deploy/grafana/dashboards/id-verification.json');

    expect(names.filter((name) => !dashboard.includes(name.replaceAll('.', '_')))).toEqual([]);
  });
});
