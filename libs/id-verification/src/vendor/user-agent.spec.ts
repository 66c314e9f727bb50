import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { USER_AGENT } from './user-agent.js';

it('names the package and its version', () => {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
  const { name, version } = manifest as { name: string; version: string };
  expect(USER_AGENT).toBe(`${name}/${version}`);
});
