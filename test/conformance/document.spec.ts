import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  parameterRules,
  proofsIn,
  readDocument,
  returnCodeRules,
  titlesIn,
} from '../support/conformance/document.js';
import { INITIALIZE_RETURN_CODES, OTHER_RETURN_CODES } from '../support/vendor/return-codes.js';

const ROOT = new URL('../../', import.meta.url);

const RETURNED_DATA = [
  'HTTP status code',
  'RequestId',
  'Code',
  'Message',
  'Result.TransactionId',
  'Result.Protocol',
];

const markdown = readFileSync(new URL('docs/conformance.md', ROOT), 'utf8');
const document = readDocument(markdown);

const section = (heading: string) => document.get(heading) ?? [];
const rulesOf = (heading: string) => section(heading).map(({ subject, rule }) => [subject, rule]);

const EVERY_ROW = [...document].flatMap(([heading, rows]) =>
  rows.map(({ subject, proofs }) => ({ row: `${heading}, ${subject}`, proofs })),
);
const EVERY_PROOF = [...proofsIn(markdown).values(), ...EVERY_ROW.flatMap(({ proofs }) => proofs)];
const EVERY_FILE = [...new Set(EVERY_PROOF.map(({ file }) => file))];

describe('docs/conformance.md', () => {
  it('has every request parameter, with the rule that the library holds it to', () => {
    expect(rulesOf('Request parameters')).toEqual(parameterRules());
  });

  it('has every return code, with what the library makes of it', () => {
    const rules = returnCodeRules([...INITIALIZE_RETURN_CODES, ...OTHER_RETURN_CODES]);
    const ofInitialize = INITIALIZE_RETURN_CODES.map(({ vendorCode }) => vendorCode);
    const isOfInitialize = ([code]: readonly [string, string]) => ofInitialize.includes(code);

    expect(rulesOf('Return codes').slice(1)).toEqual(rules.filter(isOfInitialize));
    expect(rulesOf('Codes of other operations and of the gateway')).toEqual(
      rules.filter((rule) => !isOfInitialize(rule)),
    );
  });

  it('has every field that is returned', () => {
    expect(section('Returned data').map(({ subject }) => subject)).toEqual(RETURNED_DATA);
  });

  it.each(EVERY_ROW)('names a test for $row', ({ proofs }) => {
    expect(proofs).not.toEqual([]);
  });

  it.each(EVERY_FILE)('names only tests that exist, in %s', (file) => {
    const titles = titlesIn(new URL(file, ROOT));

    const named = EVERY_PROOF.filter((proof) => proof.file === file);
    expect(named.filter(({ title }) => !titles.has(title))).toEqual([]);
  });

  it('names every file of test/conformance', () => {
    const files = readdirSync(new URL('test/conformance/', ROOT)).map((name) => `test/conformance/${name}`);

    expect(files.filter((file) => !EVERY_FILE.includes(file))).toEqual([]);
  });
});
