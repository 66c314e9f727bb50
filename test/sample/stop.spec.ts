import { describe, expect, it } from 'vitest';
import { application } from '../support/host/application.js';
import { adapters, bySuite } from '../support/runner/suite.js';

describe.each(adapters())('A sample on %s that is stopped while it still starts its work', (adapter) => {
  it('closes every time', async () => {
    for (let time = 0; time < bySuite({ quick: 2, all: 8 }); time += 1) {
      const sample = await application().on(adapter).start();
      await expect(sample.stop()).resolves.toBeUndefined();
    }
  });
});
