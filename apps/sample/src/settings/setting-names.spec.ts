import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SETTING_NAMES } from './settings.js';

const EXAMPLE = readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8');

describe('.env.example', () => {
  it('explains every setting', () => {
    const explained = [...EXAMPLE.matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(explained.toSorted()).toEqual(SETTING_NAMES.toSorted());
  });

  it('holds no secret, so that a copy does not start before it is filled in', () => {
    const given = [...EXAMPLE.matchAll(/^([A-Z_]+)=(.+)$/gm)].map(([, name]) => name);
    expect(given).toEqual([]);
  });
});
