import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { USER_AGENT } from '../vendor/user-agent.js';
import { FirstCall, type StepResult } from './first-call.js';

/** The steps of a first call to an endpoint. */
export interface EndpointProbe {
  readonly steps: readonly StepResult[];
  /** How far the endpoint's clock is ahead of ours, in milliseconds; half a second more or less. */
  readonly clockAheadMs?: number;
}

/** HTTP dates are truncated to the second. */
const HALF_A_SECOND_MS = 500;

/**
 * Measures the steps of a first call with one unsigned request, as the vendor's page "Server-side network latency
 * analysis and optimization" does with curl.
 *
 * @param timeoutMs of each step
 */
export async function probeEndpoint(url: URL, timeoutMs: number): Promise<EndpointProbe> {
  const call = new FirstCall(timeoutMs);
  const sockets: Socket[] = [];
  try {
    const socket = await reach(url, call, sockets);
    if (socket === undefined) return { steps: call.steps };
    const sentAt = Date.now();
    const response = await call.take('first byte', (signal) => get(url, socket, signal), statusOf);
    const clockAheadMs = dateOf(response) + HALF_A_SECOND_MS - (sentAt + Date.now()) / 2;
    return { steps: call.steps, ...(Number.isFinite(clockAheadMs) && { clockAheadMs }) };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** The steps up to an established connection; undefined if one of them failed. */
async function reach(url: URL, call: FirstCall, sockets: Socket[]): Promise<Socket | undefined> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isTls = url.protocol === 'https:';
  const port = Number(url.port) || (isTls ? 443 : 80);
  const address = await call.take('dns', (signal) => resolve(host, signal), String);
  if (address === undefined) return undefined;
  const tcp = keep(sockets, connect(port, address));
  const opened = await call.take(
    'tcp',
    (signal) => received(tcp, 'connect', signal),
    () => `port ${port}`,
  );
  if (opened === undefined || !isTls) return opened;
  const tls = keep(sockets, openTls(tcp, host));
  return call.take('tls', (signal) => received(tls, 'secureConnect', signal), protocolOf);
}

async function received<Kind extends Socket>(
  socket: Kind,
  event: string,
  signal: AbortSignal,
): Promise<Kind> {
  await once(socket, event, { signal });
  return socket;
}

/** Records a socket to close, and ignores its later errors, which would end the process. */
function keep<Kind extends Socket>(sockets: Socket[], socket: Kind): Kind {
  sockets.push(socket.on('error', () => undefined));
  return socket;
}

async function resolve(host: string, signal: AbortSignal): Promise<string> {
  const late = once(signal, 'abort').then(() => signal.throwIfAborted());
  const found = await Promise.race([lookup(host), late]);
  return found?.address ?? host;
}

function openTls(socket: Socket, host: string): TLSSocket {
  const name = isIP(host) === 0 ? { servername: host } : {};
  // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED=0 changes the default.
  return connectTls({ socket, host, ...name, rejectUnauthorized: true });
}

async function get(url: URL, socket: Socket, signal: AbortSignal): Promise<IncomingMessage> {
  const sent = request({
    createConnection: () => socket,
    headers: { host: url.host, 'user-agent': USER_AGENT, connection: 'close' },
  });
  // The end of its socket is emitted once more when there is no listener left.
  sent.on('error', () => undefined).end();
  const [response]: IncomingMessage[] = await once(sent, 'response', { signal });
  if (response === undefined) throw new Error('a response comes with its event');
  return response;
}

function protocolOf(tls: TLSSocket): string {
  return `${tls.getProtocol() ?? 'TLS'}, certificate until ${tls.getPeerCertificate().valid_to}`;
}

function dateOf(response: IncomingMessage | undefined): number {
  return Date.parse(response?.headers.date ?? '');
}

function statusOf({ statusCode }: IncomingMessage): string {
  return `HTTP ${String(statusCode)}`;
}
