import type { Duplex } from 'node:stream';

/** The beginning of the response that is skipped, without its last space: some servers send no reason. */
const CONTINUE = /^HTTP\/1\.[01] 100(?=[ \r\n])/;
const LONGEST_START = 'HTTP/1.1 100 '.length;

/** As long as Node lets headers be. */
const MAX_HEAD_BYTES = 16 * 1024;

/**
 * Skips every `100 Continue` in front of a response: a server may send it unasked, and a client must be able to parse
 * it (RFC 9110, 15.2), but undici closes the connection. Changes what {@link Duplex.read} returns, by which undici reads.
 */
export function skipContinue<Connection extends Duplex>(socket: Connection): Connection {
  const read: (size?: number) => Buffer | null = socket.read.bind(socket);
  const write: Duplex['write'] = socket.write.bind(socket);
  let isResponseStart = true;
  let held: Buffer | undefined;
  /** Gives the next bytes of the response, or null where more are needed to tell. Node calls it with a size of 0. */
  const next = (size?: number): Buffer | null => {
    if (size !== undefined) return read(size);
    for (;;) {
      const chunk = read();
      if (chunk === null || !isResponseStart) return chunk;
      held = afterContinue(held === undefined ? chunk : Buffer.concat([held, chunk]));
      if (isUndecided(held)) continue;
      const bytes = held;
      held = undefined;
      isResponseStart = false;
      return bytes;
    }
  };
  return Object.assign(socket, {
    read: next,
    write: (...parts: Parameters<Duplex['write']>) => {
      isResponseStart = true;
      return write(...parts);
    },
  });
}

/** The bytes that follow complete heads of the status 100. */
function afterContinue(bytes: Buffer): Buffer {
  let rest = bytes;
  while (CONTINUE.test(startOf(rest))) {
    const end = /\r?\n\r?\n/.exec(rest.toString('latin1', 0, MAX_HEAD_BYTES));
    if (end === null) return rest;
    rest = rest.subarray(end.index + end[0].length);
  }
  return rest;
}

/** Whether the bytes may be the beginning of such a head. */
function isUndecided(bytes: Buffer): boolean {
  if (bytes.length >= MAX_HEAD_BYTES) return false;
  const start = startOf(bytes);
  return CONTINUE.test(start) || ['HTTP/1.1 100 ', 'HTTP/1.0 100 '].some((head) => head.startsWith(start));
}

function startOf(bytes: Buffer): string {
  return bytes.toString('latin1', 0, LONGEST_START);
}
