import { join } from 'node:path';
import { problemType } from 'nestjs-id-verification';
import { expect, it } from 'vitest';
import { PROBLEMS } from './application-problems.js';
import { errorsReference } from './errors-reference.fixture.js';

it('The reference of the errors agrees with the codes (vitest -u writes it anew)', async () => {
  await expect(errorsReference()).toMatchFileSnapshot(
    join(__dirname, '../../../../docs/reference/errors.md'),
  );
});

it('The type of every problem leads to a heading of the reference', () => {
  const headings = new Set([...errorsReference().matchAll(/^### (.+)$/gm)].map(([, code]) => code));
  const targets = Object.keys(PROBLEMS).map((code) => problemType(code).split('#')[1]);
  expect(targets.filter((code) => !headings.has(code))).toEqual([]);
  expect(headings.size).toBe(targets.length);
});
