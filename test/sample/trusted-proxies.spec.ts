import { describe, expect, it } from 'vitest';
import { application } from '../support/host/application.js';
import { LogRecords } from '../support/telemetry/log-records.js';
import { adapters } from '../support/runner/suite.js';

const CLAIMED = '198.51.100.7, 203.0.113.9, 192.0.2.1';

const CASES = [
  { trusted: undefined, network: '127.0.0.0/24', what: 'is left aside when no proxy is trusted' },
  { trusted: '1', network: '192.0.2.0/24', what: 'is taken from one proxy and no further' },
  { trusted: '2', network: '203.0.113.0/24', what: 'is taken from two proxies and no further' },
  { trusted: 'loopback', network: '192.0.2.0/24', what: 'is taken from a proxy with that address' },
  { trusted: '10.0.0.0/8', network: '127.0.0.0/24', what: 'is not taken from a proxy with another address' },
  {
    trusted: 'loopback,192.0.2.1,203.0.113.9',
    network: '198.51.100.0/24',
    what: 'is taken through every proxy that is named',
  },
] as const;

describe.each(adapters())('A client’s address that a header claims, on %s,', (adapter) => {
  it.each(CASES)('$what: $network', async ({ trusted, network }) => {
    const log = new LogRecords();
    const sample = await application().on(adapter).with({ TRUST_PROXY: trusted }).loggingTo(log).start();
    try {
      const response = await sample.call('/health/live', { headers: { 'x-forwarded-for': CLAIMED } });
      const id = response.headers.get('x-request-id');
      expect(await log.next('request', ({ reqId }) => reqId === id)).toMatchObject({ network });
    } finally {
      await sample.stop();
    }
  });
});
