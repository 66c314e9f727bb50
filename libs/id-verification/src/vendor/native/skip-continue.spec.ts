import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { skipContinue } from './skip-continue.js';

const RESPONSE = 'HTTP/1.1 200 OK\r\ncontent-length: 26\r\n\r\nHTTP/1.1 100 is only text\r\n';

/** What a reader gets, where the bytes arrive in these pieces. */
async function readOf(pieces: readonly string[]): Promise<string> {
  const incoming = [...pieces];
  const socket = skipContinue(
    new Duplex({
      read() {
        const piece = incoming.shift();
        this.push(piece === undefined ? null : Buffer.from(piece));
      },
      write: (_chunk, _encoding, done) => done(),
    }),
  );
  socket.write('request');
  let received = '';
  await new Promise<void>((resolve) => {
    socket.on('readable', () => {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) received += String(chunk);
    });
    socket.once('end', () => resolve());
  });
  return received;
}

it.each([
  ['none', ''],
  ['one', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['one of HTTP/1.0', 'HTTP/1.0 100 Continue\r\n\r\n'],
  ['one without a reason', 'HTTP/1.1 100\r\n\r\n'],
  ['one with headers', 'HTTP/1.1 100 Continue\r\nserver: a\r\nx-b: c\r\n\r\n'],
  ['one with bare line feeds', 'HTTP/1.1 100 Continue\n\n'],
  ['several', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(5)],
])('The status 100 in front of a response is skipped, in whatever pieces it arrives: %s', async (_, head) => {
  const bytes = head + RESPONSE;
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 })), async (cuts) => {
      const at = [0, ...cuts.toSorted((one, other) => one - other), bytes.length];
      const pieces = at.slice(1).map((end, index) => bytes.slice(at[index], end));
      expect(await readOf(pieces)).toBe(RESPONSE);
    }),
    { numRuns: 50 },
  );
});

it.each([
  'HTTP/1.1 101 Switching\r\n\r\n',
  'HTTP/1.1 1000 No\r\n\r\n',
  'HTTP/1.1 200 OK\r\n\r\n',
  'nonsense',
])('Everything else is read as it is: %j', async (bytes) => {
  expect(await readOf([bytes])).toBe(bytes);
});

it('A head without an end is passed on once it is longer than any', async () => {
  const bytes = `HTTP/1.1 100 Continue\r\nx-long: ${'a'.repeat(20_000)}`;
  expect(await readOf([bytes])).toBe(bytes);
});
