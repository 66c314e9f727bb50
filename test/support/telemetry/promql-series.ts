import { parser } from '@prometheus-io/lezer-promql';

/** What a query reads: a metric, and the conditions on its labels. */
export interface Series {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly value: string; readonly isRegex: boolean }[];
}

/** What a query means, by Prometheus's own grammar. */
export interface ParsedQuery {
  readonly isValid: boolean;
  readonly series: readonly Series[];
  /** Labels that it groups by. */
  readonly grouping: readonly string[];
}

/** @param query as Grafana or Prometheus has it; Grafana's own variables stand for any value */
export function parseQuery(query: string): ParsedQuery {
  const text = query.replaceAll('$__rate_interval', '5m');
  const tree = parser.parse(text);
  let isValid = true;
  const series: { metric: string; matchers: Series['matchers'][number][] }[] = [];
  const grouping: string[] = [];
  tree.iterate({
    enter({ name, type, node, from, to }) {
      if (type.isError) isValid = false;
      const content = text.slice(from, to);
      const parent = node.parent?.name;
      if (name === 'Identifier' && parent === 'VectorSelector')
        series.push({ metric: content, matchers: [] });
      if (name === 'LabelName' && parent === 'GroupingLabels') grouping.push(content);
      if (name === 'UnquotedLabelMatcher') {
        const [, label = '', operator = '', value = ''] =
          /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/.exec(content) ?? [];
        series.at(-1)?.matchers.push({ label, value, isRegex: operator.includes('~') });
      }
    },
  });
  return { isValid, series, grouping };
}
