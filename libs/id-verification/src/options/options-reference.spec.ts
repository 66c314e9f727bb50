import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeOptions, optionsReference } from './options-reference.fixture.js';

const REFERENCE = join(__dirname, '../../../../docs/reference/options.md');

describe('the reference of the options', () => {
  it('agrees with the option tables (vitest -u writes it anew)', async () => {
    await expect(optionsReference()).toMatchFileSnapshot(REFERENCE);
  });

  it('explains every option, and its comment names the default that applies', () => {
    const options = Object.values(describeOptions()).flat();
    const named = (comment: string) => /@default (.+)$/.exec(comment)?.[1];

    expect(options.filter(({ comment }) => comment === '')).toEqual([]);
    expect(options.filter(({ comment, defaultValue }) => named(comment) !== defaultValue)).toEqual([]);
  });
});
