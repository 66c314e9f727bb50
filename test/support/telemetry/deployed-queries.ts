import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseQuery } from './promql-series.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const file = (name: string) => readFileSync(new URL(`../../../deploy/${name}`, import.meta.url), 'utf8');

const { groups } = parse(file('prometheus/alerts.yml')) as { groups: { rules: Rule[] }[] };
export const alerts = groups.flatMap(({ rules }) => rules);
export const { panels } = JSON.parse(file('grafana/dashboards/id-verification.json')) as { panels: Panel[] };

/** Each query of an alert or a panel. */
export const QUERIES = [
  ...alerts.map(({ alert, expr }) => ({ where: `alert ${alert}`, parsed: parseQuery(expr) })),
  ...panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ where: `panel ${title}`, parsed: parseQuery(expr) })),
  ),
];

/** Each series that a query reads. */
export const reads = QUERIES.flatMap(({ where, parsed: { series, grouping } }) =>
  series.map(({ metric, matchers }) => ({ where, metric, matchers, grouping })),
);

/** Labels of queries that Prometheus adds, or that the dashboard's user chooses. */
export const FOREIGN_LABELS = ['instance', 'job', 'le'];
