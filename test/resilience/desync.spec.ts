import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpResponse, startRawServer, type RawServer } from '../support/vendor/client-raw-server.js';
import type { InitializeVerificationDto } from 'nestjs-id-verification';
import { newRequest } from '../support/conformance/request.js';
import type { Host } from '../support/host/host-module.js';
import { emulatorOptions, startLibraryHost, UNGUARDED } from '../support/host/library-host.js';
import { eventually } from '../support/runner/eventually.js';
import { bySuite } from '../support/runner/suite.js';
import { SEED } from '../support/runner/seed.js';
import { SeededRandom } from '../support/runner/seeded-random.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

type Fault = 'duplicated' | 'shifted';

/** Even verifications pass and odd ones fail; a connection gives the response of its request before once more. */
class DesynchronizedVendor {
  private readonly previous = new WeakMap<Socket, string>();
  private readonly verdicts = new Map<string, 'Y' | 'N'>();
  faults = 0;
  /** How often a check was sent on a connection whose request before was the check of another verification. */
  checksAfterAnother = 0;

  constructor(private readonly fault: Fault) {}

  respond(socket: Socket, head: string): void {
    if (!head.startsWith('POST')) return;
    const own = this.own(head);
    const previous = this.previous.get(socket);
    this.previous.set(socket, own);
    if (isVerdict(own) && isVerdict(previous)) this.checksAfterAnother += 1;
    this.deliver(socket, own, previous);
  }

  protected deliver(socket: Socket, own: string, previous: string | undefined): void {
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

function isVerdict(response: string | undefined): boolean {
  return response?.includes('"Passed"') ?? false;
}

/** Enough that each connection of a pool carries several checks, one after the other. */
const verificationsOn = (maxConnections: number): number => Math.max(32, 3 * maxConnections);

/** What an intermediary may make of a response, each by chance. */
const CHANCES = ['own', 'own twice', 'previous first', 'previous instead', 'own again later'] as const;

/** Like the other one, with another fault for each response. */
class RandomlyDesynchronizedVendor extends DesynchronizedVendor {
  private readonly random = new SeededRandom(SEED);

  protected override deliver(socket: Socket, own: string, previous: string | undefined): void {
    const fault = this.random.pick(CHANCES);
    if (fault !== 'own') this.faults += 1;
    if (fault === 'previous instead' || fault === 'previous first') socket.write(previous ?? own);
    if (fault !== 'previous instead') socket.write(own);
    if (fault === 'own twice') socket.write(own);
    if (fault === 'own again later') setTimeout(() => socket.write(own), this.random.between(0, 20)).unref();
  }
}

describe('A response', () => {
  let database: TestDatabase;
  let server: RawServer | undefined;
  beforeAll(async () => {
    database = await createTestDatabase('desync');
  });
  afterAll(() => database.drop());

  const EVERY_POOL = [1, 2, 64];

  /** Initialize is not repeated by itself when its response is lost; its caller repeats it. */
  async function initialized({ service }: Host, count: number): Promise<string[]> {
    const requests = Array.from({ length: count }, () => newRequest());
    const initialize = (request: InitializeVerificationDto) =>
      eventually(() =>
        service.initialize(request).then(
          () => true,
          () => false,
        ),
      );
    await Promise.all(requests.map(initialize));
    return requests.map(({ merchantBizId }) => merchantBizId);
  }

  it.each<[Fault, number]>([
    ...bySuite({ quick: [2], all: EVERY_POOL }).map((size): [Fault, number] => ['duplicated', size]),
    ...bySuite({ quick: [1], all: EVERY_POOL }).map((size): [Fault, number] => ['shifted', size]),
  ])('that is %s on %i connections decides no other verification', async (fault, maxConnections) => {
    const vendor = new DesynchronizedVendor(fault);
    server = await startRawServer((socket, text) => vendor.respond(socket, text));
    const retry = { maxAttempts: 5, initialDelayMs: 1, maxDelayMs: 2 };
    const endpoint = `http://127.0.0.1:${server.port}`;
    const host = await startLibraryHost(database.url, {
      ...emulatorOptions(endpoint),
      ...UNGUARDED,
      retry,
      http: { maxConnections },
    });
    const ids = await initialized(host, verificationsOn(maxConnections));

    const checks = await Promise.allSettled(ids.map((id) => host.service.check(id)));

    const ended = checks.filter((check) => check.status === 'fulfilled').map(({ value }) => value);
    expect(ended.length).toBeGreaterThan(0);
    expect(ended.map(({ status }) => status)).toEqual(
      ended.map(({ merchantBizId }) => vendor.verdictOf(merchantBizId)),
    );
    expect(vendor.checksAfterAnother).toBeGreaterThan(0);
    await host.close();
    await server.stop();
  });

  it.each(bySuite({ quick: [64], all: EVERY_POOL }))(
    'that is repeated and shifted at random on %i connections decides no other verification',
    async (maxConnections) => {
      const vendor = new RandomlyDesynchronizedVendor('shifted');
      const randomly = await startRawServer((socket, text) => vendor.respond(socket, text));
      const host = await startLibraryHost(database.url, {
        ...emulatorOptions(`http://127.0.0.1:${randomly.port}`),
        // It would refuse most checks.
        circuitBreaker: false,
        retry: { maxAttempts: 5, initialDelayMs: 1, maxDelayMs: 2 },
        http: { maxConnections },
      });
      const ids = await initialized(host, verificationsOn(maxConnections));
      const checked = await Promise.allSettled(ids.map((id) => host.service.check(id)));
      const decided = checked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const ended = decided.filter(({ status }) => status !== 'PENDING');

      expect(ended.map(({ status }) => status)).toEqual(
        ended.map(({ merchantBizId }) => vendor.verdictOf(merchantBizId)),
      );
      expect(vendor.faults).toBeGreaterThan(20);
      expect(vendor.checksAfterAnother).toBeGreaterThan(0);
      await host.close();
      await randomly.stop();
    },
  );
});
