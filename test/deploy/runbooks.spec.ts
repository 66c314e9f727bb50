import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Rule {
  readonly alert: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly description: string; readonly runbook_url: string };
}

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

const { groups } = parse(file('deploy/prometheus/alerts.yml')) as { groups: { rules: Rule[] }[] };
const alerts = groups.flatMap(({ rules }) => rules);

/** Sections of a page by the anchors that GitHub gives them. */
function sectionsOf(page: string): Map<string, string> {
  const sections = page.split(/^#+ /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [title = '', ...text] = section.split('\n');
      const anchor = title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-');
      return [anchor, text.join('\n')];
    }),
  );
}

describe('The runbook of an alert', () => {
  it.each(alerts)('is the section to which the address of $alert leads', ({ annotations }) => {
    const { pathname, hash } = new URL(annotations.runbook_url);
    const page = pathname.replace('/OWNER/REPOSITORY/blob/main/', '');

    expect(sectionsOf(file(page)).get(hash.slice(1))).toContain(annotations.description);
  });
});

it('The table of alerts has each of them once, with its severity', () => {
  const table = sectionsOf(file('docs/operations.md')).get('dashboard-and-alerts') ?? '';
  const rows = [...table.matchAll(/^\| `(\w+)` +\| (\w+) +\|/gm)].map(([, alert, severity]) => [
    alert,
    severity,
  ]);

  expect(rows.toSorted()).toEqual(alerts.map(({ alert, labels }) => [alert, labels.severity]).toSorted());
});
