import { createServer, type Server } from 'node:http';
import { afterEach } from 'vitest';

/** An integrator's server: it records the requested paths. */
export interface Receiver {
  readonly origin: string;
  readonly paths: string[];
}

/** How a receiver responds to a request; undefined never does. */
export type ReceiverStatus = number | undefined;

/** Starts receivers that are stopped after the test. One status for each request, the last one for all further ones. */
export function receivers(): (...statuses: ReceiverStatus[]) => Promise<Receiver> {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
  return async (...given) => {
    const statuses = given.length === 0 ? [200] : given;
    const paths: string[] = [];
    const server = createServer((request, serverResponse) => {
      const status = statuses[Math.min(paths.length, statuses.length - 1)];
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
