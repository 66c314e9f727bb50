import { connect } from 'node:net';
import { signedRequest, type SigningInput } from './signed-request.fixture.js';

/** What came over a bare connection, and how it ended. */
export interface RawExchange {
  readonly text: string;
  /** How many pieces the bytes came in. */
  readonly pieces: number;
  readonly ended: 'closed' | 'reset' | 'open';
}

/** Sends a signed call over a connection of its own and reads until it ends, or for `giveUpMs`. */
export function rawCall(
  url: string,
  input: Omit<SigningInput, 'host'> = {},
  giveUpMs = 60_000,
): Promise<RawExchange> {
  const { host, hostname, port } = new URL(url);
  const { method, path, headers, body } = signedRequest({ host, ...input });
  const lines = Object.entries({ ...headers, 'content-length': String(body?.length ?? 0) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return rawExchange(
    hostname,
    Number(port),
    `${method} ${path} HTTP/1.1\r\n${head}\r\n${body ?? ''}`,
    giveUpMs,
  );
}

/** Sends bytes and reads until the connection ends, or for `giveUpMs`. */
export function rawExchange(
  hostname: string,
  port: number,
  bytes: string,
  giveUpMs = 60_000,
): Promise<RawExchange> {
  return new Promise((resolve) => {
    const socket = connect(port, hostname, () => socket.write(bytes));
    let text = '';
    let pieces = 0;
    const finish = (ended: RawExchange['ended']) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, pieces, ended });
    };
    const timer = setTimeout(() => finish('open'), giveUpMs);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      pieces += 1;
    });
    socket.on('error', () => finish('reset'));
    socket.on('end', () => finish('closed'));
  });
}

/** The body behind a head. */
export function bodyOf({ text }: RawExchange): string {
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}
