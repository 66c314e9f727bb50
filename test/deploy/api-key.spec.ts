import { describe, expect, it } from 'vitest';
import { hashApiKey } from 'nestjs-id-verification-http';
import { runNode } from '../support/process/node-program.js';

const PROGRAM = 'apps/sample/dist/api-key.js';

describe('The program that makes an API key', () => {
  it('prints the key, and its hash as the entry for API_KEYS', async () => {
    const { code, output } = await runNode(PROGRAM, ['shop'], {});
    const [, key = ''] = /^ {2}(idv_\S+)$/m.exec(output) ?? [];
    expect(code).toBe(0);
    expect(output).toContain(`  shop:${hashApiKey(key).toString('hex')}\n`);
  });

  it('says how to call it without a name', async () => {
    expect(await runNode(PROGRAM, [], {})).toEqual({
      code: 1,
      output: 'The name of a key must have 1 to 64 letters, digits, _ or -\nUsage: api-key.js <name>\n',
    });
  });
});
