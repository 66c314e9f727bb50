import { failure } from '../responses/response.js';
import { toWire } from '../responses/wire-response.js';
import type { Exchange, Handler } from './exchange.js';
import { send } from './send.js';

/** Where requests go, by the beginning of their path; the first that fits gets it. */
export type Routes = readonly (readonly [fits: (path: string) => boolean, handler: Handler])[];

/** One handler for all routes. What a handler throws becomes a 500, and a line in the log without the request's content. */
export function routed(routes: Routes, log: (line: string) => void): Handler {
  return async (exchange) => {
    const handler = routes.find(([fits]) => fits(exchange.path))?.[1] ?? notFound;
    try {
      await handler(exchange);
    } catch (error) {
      responseCrash(exchange, error, log);
    }
  };
}

function notFound({ request, serverResponse }: Exchange): void {
  const host = request.headers.host ?? '';
  const response = failure('', host, 'InvalidAction.NotFound');
  send(serverResponse, toWire(response));
}

function responseCrash(
  { request, serverResponse }: Exchange,
  error: unknown,
  log: (line: string) => void,
): void {
  if (serverResponse.destroyed || request.errored) return;
  log(`unexpected ${placeOf(error)}`);
  if (serverResponse.headersSent) serverResponse.destroy();
  else send(serverResponse, toWire(failure('', request.headers.host ?? '', 'InternalError')));
}

/** An error's message may quote what a client sent; its name and the lines of code may not. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failure';
  const lines = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return [error.name, ...lines].join('\n');
}
