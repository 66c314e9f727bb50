import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ACCOUNT, ACCOUNTS } from './account-options.js';
import { CLIENT } from './client-options.js';
import { VERIFICATION } from './id-verification-options.js';
import type { Option } from './option.js';
import { OptionTable } from './option-table.js';
import { RESILIENCE } from './resilience-options.js';
import { WORK } from './worker-options.js';

const SECTIONS = {
  'Connection to the vendor': CLIENT,
  'Accounts of tenants': ACCOUNTS,
  'Result of `accounts`': ACCOUNT,
  'Stored and sent data': VERIFICATION,
  Resilience: RESILIENCE,
  Workers: WORK,
};

const OPTIONS = __dirname;
const FILES = [
  'client-options.ts',
  'account-options.ts',
  'id-verification-options.ts',
  'resilience-options.ts',
  'worker-options.ts',
];

type AnyOption = Option<never, unknown>;

/** One option of the reference. */
export interface DescribedOption {
  readonly name: string;
  readonly expected: string;
  /** As code; undefined without a default. */
  readonly defaultValue: string | undefined;
  readonly isRequired: boolean;
  readonly comment: string;
}

/** All options of all tables, those of a group after the group. */
export function describeOptions(): Record<keyof typeof SECTIONS, DescribedOption[]> {
  const comments = readComments();
  const describeTable = (entries: object, prefix: string): DescribedOption[] =>
    Object.entries(entries).flatMap(([name, option]: [string, AnyOption]) => {
      const { expected, defaultValue, table } = option.rule;
      const described = {
        name: prefix + name,
        expected,
        defaultValue:
          defaultValue === undefined ? undefined : JSON.stringify(defaultValue).replaceAll('"', "'"),
        isRequired: option.problems(undefined, name).length > 0,
        comment: comments.get(commentKey(Object.keys(entries), name)) ?? '',
      };
      const inner = table instanceof OptionTable ? describeTable(table.entries, `${prefix}${name}.`) : [];
      return [described, ...inner];
    });
  return Object.fromEntries(
    Object.entries(SECTIONS).map(([title, { entries }]) => [title, describeTable(entries, '')]),
  ) as Record<keyof typeof SECTIONS, DescribedOption[]>;
}

/** The key of a comment: an option name within the table with exactly these names. */
function commentKey(names: readonly string[], name: string): string {
  return `${names.join()} ${name}`;
}

function readComments(): Map<string, string> {
  const comments = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'OptionTable') {
      const table = node.arguments?.[0];
      const entries = table !== undefined && ts.isObjectLiteralExpression(table) ? table.properties : [];
      const names = entries.map((entry) => entry.name?.getText() ?? '');
      entries.forEach((entry, index) =>
        comments.set(commentKey(names, names[index] ?? ''), commentOf(entry)),
      );
    }
    ts.forEachChild(node, visit);
  };
  for (const file of FILES) {
    const text = readFileSync(join(OPTIONS, file), 'utf8');
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  }
  return comments;
}

function commentOf(node: ts.Node): string {
  const range = ts.getLeadingCommentRanges(node.getSourceFile().text, node.getFullStart())?.at(-1);
  if (range === undefined) return '';
  return node
    .getSourceFile()
    .text.slice(range.pos, range.end)
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/\s*\n\s*\*? ?/g, ' ')
    .trim();
}

/** The reference as Markdown. */
export function optionsReference(): string {
  const sections = Object.entries(describeOptions()).map(
    ([title, options]) =>
      `## ${title}\n\n| option | value | default | meaning |\n| --- | --- | --- | --- |\n${options.map(row).join('\n')}\n`,
  );
  return [INTRODUCTION, ...sections].join('\n');
}

const INTRODUCTION = `# Options

The options of \`IdVerificationModule.forRoot\`, and of the factory of \`forRootAsync\`. \`isGlobal\`, \`name\`, \`dataSource\` and \`callbackPath\` are passed beside the factory. An invalid value stops the application at boot, with an error that contains the option and the rule.

This page is generated from the option tables in \`libs/id-verification/src/options\`.
`;

function row({ name, expected, defaultValue, isRequired, comment }: DescribedOption): string {
  const fallback = isRequired ? 'required' : defaultValue === undefined ? '–' : `\`${defaultValue}\``;
  const text = comment.replace(/ ?@default \S.*$/, '').replace(/\{@link (\w+)\}/g, '`$1`');
  return `| \`${name}\` | ${cell(expected)} | ${fallback} | ${cell(text)} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
