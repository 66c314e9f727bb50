import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { MARKS } from '../conformance/marks.js';

/** Asks for the password in clear text, message `R` of PostgreSQL's protocol. */
const ASK_FOR_PASSWORD = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);

/** A database server to which every password is wrong. */
export async function startRefusingDatabase(): Promise<{ url: string; stop(): void }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(ASK_FOR_PASSWORD);
      socket.once('data', () => refuse(socket));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return { url: databaseAt(address.port), stop: () => server.close() };
}

/** The address of a database at a port of this machine, with the marked password. */
export function databaseAt(port: number): string {
  return `postgres://user:${MARKS.databasePassword}@127.0.0.1:${port}/somewhere`;
}

function refuse(socket: Socket): void {
  const fields = ['SFATAL', 'C28P01', 'Mpassword authentication failed for user "user"', ''];
  const text = Buffer.from(fields.map((field) => `${field}\0`).join(''));
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(text.length + 4, 1);
  socket.end(Buffer.concat([head, text]));
}
