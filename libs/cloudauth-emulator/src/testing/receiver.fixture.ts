import { createServer, type Server } from 'node:http';
import { afterEach } from 'vitest';

/** An integrator's server: it records the requested paths. */
export interface Receiver {
  readonly origin: string;
  readonly paths: string[];
}

/** How a receiver responds; undefined never does. */
export type ReceiverStatus = number | undefined;

/** Starts receivers that are stopped after the test. */
export function receivers(): (status?: ReceiverStatus) => Promise<Receiver> {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
  return async (...given) => {
    const status = given.length === 0 ? 200 : given[0];
    const paths: string[] = [];
    const server = createServer((request, serverResponse) => {
      paths.push(`${request.method} ${request.url}`);
      if (status !== undefined) serverResponse.writeHead(status).end();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return { origin: `http://127.0.0.1:${port}`, paths };
  };
}
