import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpResponse, startRawServer, type RawServer } from '../support/vendor/client-raw-server.js';
import { newRequest } from '../support/conformance/request.js';
import { emulatorOptions, startLibraryHost } from '../support/host/library-host.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

type Fault = 'duplicated' | 'shifted';

/** Even verifications pass and odd ones fail; a connection gives the response of its request before once more. */
class DesynchronizedVendor {
  private readonly previous = new WeakMap<Socket, string>();
  private readonly verdicts = new Map<string, 'Y' | 'N'>();
  faults = 0;

  constructor(private readonly fault: Fault) {}

  respond(socket: Socket, head: string): void {
    if (!head.startsWith('POST')) return;
    const own = this.own(head);
    const previous = this.previous.get(socket);
    this.previous.set(socket, own);
    if (previous === undefined) return void socket.write(own);
    this.faults += 1;
    socket.write(previous);
    if (this.fault === 'duplicated') socket.write(own);
  }

  verdictOf(merchantBizId: string): 'PASSED' | 'FAILED' {
    return this.verdicts.get(merchantBizId) === 'Y' ? 'PASSED' : 'FAILED';
  }

  private own(head: string): string {
    const merchantBizId = /MerchantBizId=(\w+)/.exec(head)?.[1] ?? '';
    const Result = /x-acs-action: Initialize/i.test(head)
      ? { TransactionId: randomUUID() }
      : { Passed: this.decide(merchantBizId), SubCode: '200' };
    return httpResponse(200, JSON.stringify({ RequestId: randomUUID(), Code: 'Success', Result }));
  }

  private decide(merchantBizId: string): 'Y' | 'N' {
    const known = this.verdicts.get(merchantBizId) ?? (this.verdicts.size % 2 === 0 ? 'Y' : 'N');
    this.verdicts.set(merchantBizId, known);
    return known;
  }
}

describe('A response', () => {
  let database: TestDatabase;
  let server: RawServer | undefined;
  beforeAll(async () => {
    database = await createTestDatabase('desync');
  });
  afterAll(() => database.drop());

  it.each<[Fault, number]>([
    ['duplicated', 1],
    ['duplicated', 2],
    ['duplicated', 64],
    ['shifted', 1],
    ['shifted', 2],
    ['shifted', 64],
  ])('that is %s on %i connections decides no other verification', async (fault, maxConnections) => {
    const vendor = new DesynchronizedVendor(fault);
    server = await startRawServer((socket, text) => vendor.respond(socket, text));
    const retry = { maxAttempts: 5, initialDelayMs: 1, maxDelayMs: 2 };
    const endpoint = `http://127.0.0.1:${server.port}`;
    const host = await startLibraryHost(database.url, {
      ...emulatorOptions(endpoint),
      retry,
      http: { maxConnections },
    });
    const ids: string[] = [];
    while (ids.length < 32) {
      const request = newRequest();
      // Initialize is not repeated by itself when its response is lost; its caller repeats it.
      await host.service.initialize(request).catch(() => host.service.initialize(request));
      ids.push(request.merchantBizId);
    }

    const checks = await Promise.allSettled(ids.map((id) => host.service.check(id)));

    const ended = checks.filter((check) => check.status === 'fulfilled').map(({ value }) => value);
    expect(ended.length).toBeGreaterThan(0);
    expect(ended.map(({ status }) => status)).toEqual(
      ended.map(({ merchantBizId }) => vendor.verdictOf(merchantBizId)),
    );
    expect(vendor.faults).toBeGreaterThan(0);
    await host.close();
    await server.stop();
  });
});
