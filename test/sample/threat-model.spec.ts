import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { proofsIn, readDocument, titlesIn } from '../support/conformance/document.js';

const ROOT = new URL('../../', import.meta.url);
const markdown = readFileSync(new URL('docs/threat-model.md', ROOT), 'utf8');

/** Where a threat waits for its test. */
const OPEN = 'Not shown yet';

const ROWS = [...readDocument(markdown)].flatMap(([heading, rows]) =>
  rows.map(({ subject, proofs }) => ({ heading, subject, proofs })),
);
const SHOWN = ROWS.filter(({ heading }) => heading !== OPEN);
const PROOFS = [...proofsIn(markdown).values()];
const FILES = [...new Set(PROOFS.map(({ file }) => file))];

describe('docs/threat-model.md', () => {
  it.each([
    'a route without a guard',
    'SQL in any text',
    'HTML or script in any text',
    'header lines in any text',
    'a server that is made to call others (SSRF)',
    'an oversized body',
    'a deeply nested body',
    'slow headers, a slow body',
    'huge headers, many headers',
    'a request smuggled in behind another',
    'cost abuse: unlimited verifications',
    'a forged callback',
    'a callback that is replayed',
    'the sandbox’s public keys in production',
    'something personal or secret in a log',
  ])('knows of %s', (threat) => {
    expect(SHOWN.map(({ subject }) => subject)).toContain(threat);
  });

  it.each(SHOWN)('names a test against $subject', ({ proofs }) => {
    expect(proofs).not.toEqual([]);
    expect(proofs.filter(({ file }) => !existsSync(new URL(file, ROOT)))).toEqual([]);
  });

  it.each(FILES)('names only tests that exist, in %s', (file) => {
    const titles = titlesIn(new URL(file, ROOT));

    const named = PROOFS.filter((proof) => proof.file === file);
    expect(named.filter(({ title }) => !titles.has(title))).toEqual([]);
  });

  it('names each of its tests in a row', () => {
    expect(ROWS.flatMap(({ proofs }) => proofs)).toEqual(expect.arrayContaining(PROOFS));
  });
});
