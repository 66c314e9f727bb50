import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { origin } from '../options/check-options.js';
import { isRecord } from '../responses/json.js';
import { MARKER_HEADER } from '../server/emulator-headers.js';
import { FlagError } from './read-flags.js';

const DEFAULT_EMULATOR = 'http://127.0.0.1:4010';
const POLL_MS = 500;
const LIFETIME_MS = 30 * 60_000;

/** What a user can do, as calls of the control routes. */
const TRIGGERS: Readonly<Record<string, (id: string) => readonly ControlRequest[]>> = {
  passed: (id) => [{ path: `/transactions/${id}/finish`, body: { passed: 'Y' } }],
  failed: (id) => [{ path: `/transactions/${id}/finish`, body: { passed: 'N' } }],
  // The vendor's time is one for all: other transactions get older too.
  expired: (id) => [
    { path: `/transactions/${id}/leave`, body: {} },
    { path: '/clock/advance', body: { ms: LIFETIME_MS } },
  ],
};

interface ControlRequest {
  readonly path: string;
  readonly body?: unknown;
}

type Print = (line: string) => void;

/** Commands to an emulator that runs, by their first word. @throws FlagError for a wrong use */
export const REMOTE_COMMANDS: Readonly<
  Record<string, (args: readonly string[], print: Print) => Promise<void>>
> = {
  async trigger(args, print) {
    const { url, positionals } = read(args);
    const [outcome = '', id = ''] = positionals;
    const requests = Object.hasOwn(TRIGGERS, outcome) ? TRIGGERS[outcome] : undefined;
    if (requests === undefined || id === '' || positionals.length > 2) {
      throw new FlagError('usage: trigger passed|failed|expired <transactionId> [--emulator <origin>]');
    }
    for (const request of requests(encodeURIComponent(id))) await control(url, request);
    print(`${id} ${outcome}`);
  },

  async logs(args, print) {
    const { url, positionals, once } = read(args);
    if (positionals.length > 0) throw new FlagError('usage: logs [--once] [--emulator <origin>]');
    let after = await printRequests(url, 0, print);
    if (once) return;
    for (;;) {
      await delay(POLL_MS);
      after = await printRequests(url, after, print);
    }
  },
};

/** @returns the number of the last request that was printed */
async function printRequests(url: string, after: number, print: Print): Promise<number> {
  const content = await control(url, { path: `/requests?after=${after}` });
  const requests = Array.isArray(content) ? content.filter(isRecord) : [];
  for (const request of requests) print(requestLine(request));
  return Number(requests.at(-1)?.['sequence'] ?? after);
}

function read(args: readonly string[]): { url: string; positionals: string[]; once: boolean } {
  const options = { emulator: { type: 'string' }, once: { type: 'boolean' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const url = values.emulator ?? DEFAULT_EMULATOR;
    if (origin(url) !== undefined) {
      throw new FlagError(`--emulator must be an origin such as ${DEFAULT_EMULATOR}, without a path`);
    }
    return { url, positionals, once: values.once ?? false };
  } catch (error) {
    if (error instanceof FlagError) throw error;
    throw new FlagError('the flags are --emulator <origin> and, for logs, --once');
  }
}

async function control(url: string, { path, body }: ControlRequest): Promise<unknown> {
  const response = await fetch(new URL(`/_emulator${path}`, url), {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  }).catch(() => undefined);
  if (!response?.headers.has(MARKER_HEADER)) {
    throw new Error(`no emulator responds at ${new URL(url).origin}; start one, or set --emulator`);
  }
  const content: unknown = await response.json().catch(() => undefined);
  if (response.ok) return content;
  const reason = isRecord(content) ? String(content['error']) : '';
  throw new Error(response.status === 404 ? 'there is no such transaction' : `${response.status} ${reason}`);
}

/** Names of what happened alone: parameters may be personal. */
function requestLine({
  at,
  action = '-',
  status = '-',
  code = '',
  requestId,
}: Record<string, unknown>): string {
  return [new Date(Number(at)).toISOString(), action, status, code, requestId].map(String).join(' ').trim();
}
