import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { EvidenceFields, EvidenceOwner } from 'nestjs-id-verification';
import type { SeededRandom } from '../runner/seeded-random.js';

/** What a sink handed over in one call; see `posting-sink.mjs`. */
export interface ReceivedEvidence {
  /** The process id of the host. */
  readonly process: number;
  readonly owner: EvidenceOwner;
  readonly fields: EvidenceFields;
  /** In Base64. */
  readonly faceImage?: string;
  readonly video?: string;
}

/** How the store treats a call: it refuses it, refuses it although it stored it, never responds, or stores it. */
type Treatment = 'refuses' | 'forgets' | 'hangs' | 'stores';

const FAILURES: readonly Treatment[] = ['refuses', 'refuses', 'forgets', 'hangs'];

/** With more, the backoff of the last of hundreds grows to hours. */
const FAILURE_RATE = 0.3;

/** Stores what evidence sinks post to it, and fails at random. */
export class EvidenceStore {
  /** Every call of a sink, stored or not. */
  readonly calls: ReceivedEvidence[] = [];
  /** By MerchantBizId. */
  readonly stored = new Map<string, ReceivedEvidence>();
  /** The verifications whose evidence is refused. */
  readonly refused = new Set<string>();
  readonly treated: Record<Treatment, number> = { refuses: 0, forgets: 0, hangs: 0, stores: 0 };
  failsAtRandom = true;

  private constructor(
    private readonly server: Server,
    private readonly random: SeededRandom,
  ) {
    server.on('request', (request, response) => void this.receive(request, response));
  }

  static async open(random: SeededRandom): Promise<EvidenceStore> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new EvidenceStore(server, random);
  }

  get address(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/`;
  }

  /** How many processes are connected: none of a killed process whose calls were read. */
  connections(): Promise<number> {
    return promisify(this.server.getConnections.bind(this.server))();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request).catch(() => undefined);
    // Its process was killed.
    if (body === undefined) return;
    const evidence: ReceivedEvidence = JSON.parse(body);
    const { merchantBizId } = evidence.owner;
    this.calls.push(evidence);
    const treatment = this.treatmentOf(merchantBizId);
    this.treated[treatment] += 1;
    if (treatment === 'stores' || treatment === 'forgets') this.stored.set(merchantBizId, evidence);
    if (treatment !== 'hangs') response.writeHead(treatment === 'stores' ? 200 : 500).end();
  }

  private treatmentOf(merchantBizId: string): Treatment {
    if (this.refused.has(merchantBizId)) return 'refuses';
    const fails = this.failsAtRandom && this.random.next() < FAILURE_RATE;
    return fails ? this.random.pick(FAILURES) : 'stores';
  }
}
