import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { metaInfoText } from '../support/conformance/meta-info-text.js';
import { adapters, bySuite } from '../support/runner/suite.js';

/** JSON that a caller writes with its own escapes: the same text in another spelling. */
const inAscii = (json: string) =>
  json.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

describe.each(adapters())('MetaInfo over HTTP, on %s,', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
    return () => sample.stop();
  });

  it('reaches the vendor byte for byte, in whatever way it and the body are written', async () => {
    await fc.assert(
      fc.asyncProperty(metaInfoText(), fc.boolean(), async (metaInfo, ascii) => {
        const body = JSON.stringify({ metaInfo, merchantUserId: 'user-1' });

        const response = await sample.postText('/verifications', ascii ? inAscii(body) : body);

        const [sent] = sample.emulator.requests({ limit: 1 });
        expect(response.status).toBe(201);
        expect(sent?.parameters['MetaInfo']).toBe(metaInfo);
      }),
      { numRuns: bySuite({ quick: 30, all: 150 }) },
    );
  });
});
