import { readFileSync } from 'node:fs';
import {
  ERROR_CODES,
  INITIALIZE_PARAMETERS,
  RETURN_CODES,
  type InitializeParameter,
  type ReturnCode,
} from 'nestjs-id-verification';
import ts from 'typescript';
import type { RefusalExpectation } from '../vendor/return-codes.js';

/** One row: what the vendor's page is about, what we make of it, and the tests that show it. */
export interface DocumentRow {
  readonly subject: string;
  readonly rule: string;
  readonly proofs: readonly Proof[];
}

/** A test by its file and title. */
export interface Proof {
  readonly file: string;
  readonly title: string;
}

/**
 * Reads the tables of the document by the headings that they stand under. Tests are linked by reference: the definition
 * of a link has the test's file as its address and the test's title as its title.
 */
export function readDocument(markdown: string): ReadonlyMap<string, readonly DocumentRow[]> {
  const proofs = proofsIn(markdown);
  const sections = markdown.split(/^## /m).slice(1);
  return new Map(sections.map((section) => [section.split('\n')[0]?.trim() ?? '', rowsIn(section, proofs)]));
}

/** The tests by the labels of their links. */
export function proofsIn(markdown: string): ReadonlyMap<string, Proof> {
  const definitions = markdown.matchAll(/^\[([^\]]+)\]: \.\.\/(\S+) (['"])(.*)\3$/gm);
  return new Map([...definitions].map(([, label = '', file = '', , title = '']) => [label, { file, title }]));
}

function rowsIn(section: string, proofs: ReadonlyMap<string, Proof>): DocumentRow[] {
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  // The first two are the table's head.
  return lines.slice(2).map((line) => {
    const [subject = '', rule = '', links = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    const labels = [...links.matchAll(/\[([^\]]+)\]/g)].map(([, label = '']) => label);
    return {
      subject: subject.replaceAll('`', ''),
      rule,
      proofs: labels.map((label) => proofs.get(label) ?? { file: `no link called ${label}`, title: '' }),
    };
  });
}

/** The titles of the tests in a file. */
export function titlesIn(file: URL): Set<string> {
  const titles = new Set<string>();
  const source = ts.createSourceFile(file.pathname, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^it\b/.test(node.expression.getText(source))) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) titles.add(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

/** The rules of the request parameters by their wire names, in words. */
export function parameterRules(): [string, string][] {
  return Object.values<InitializeParameter>(INITIALIZE_PARAMETERS).map((parameter) => [
    parameter.wireName,
    ruleInWords(parameter),
  ]);
}

const FORMATS = {
  'json-object': 'the JSON text of an object',
  'https-url': 'an https address',
  'web-url': 'an http or https address',
} as const;

function ruleInWords({
  required,
  values,
  maxLength,
  characters,
  format,
  vendorDefault,
}: InitializeParameter) {
  return [
    required ? 'required' : 'optional',
    ...(values === undefined ? [] : [values.map((value) => `\`${value}\``).join(' or ')]),
    ...(maxLength === undefined ? [] : [`up to ${maxLength} characters`]),
    ...(characters === undefined ? [] : [characters.inWords]),
    ...(format === undefined ? [] : [FORMATS[format]]),
    ...(vendorDefault === undefined ? [] : [`\`${vendorDefault}\` where it is absent`]),
  ].join('; ');
}

/** What becomes of each return code, in words; the rows' states are those that the tests expect. */
export function returnCodeRules(expectations: readonly RefusalExpectation[]): [string, string][] {
  const expected = new Map(expectations.map((expectation) => [expectation.vendorCode, expectation]));
  return Object.entries(RETURN_CODES).map(([vendorCode, meaning]) => [
    vendorCode,
    outcomeInWords(meaning, expected.get(vendorCode)),
  ]);
}

const ATTEMPTS: Readonly<Record<RefusalExpectation['asked'], string>> = {
  once: 'one attempt',
  'three times': 'three attempts',
  'until the deadline': 'attempts until the deadline',
};

function outcomeInWords(
  { vendorHttpStatus, code }: ReturnCode,
  expected: RefusalExpectation | undefined,
): string {
  const afterwards = expected?.row === 'REJECTED' ? 'the row is REJECTED' : 'the row is free for a retry';
  return [
    `HTTP ${vendorHttpStatus}`,
    ATTEMPTS[expected?.asked ?? 'once'],
    `\`${code}\`, response ${ERROR_CODES[code].httpStatus}`,
    afterwards,
  ].join('; ');
}
