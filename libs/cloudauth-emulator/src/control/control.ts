import { STATUS_CODES } from 'node:http';
import { JSON_TYPE } from '../responses/wire-response.js';
import { readBody } from '../server/body.js';
import type { Exchange, Handler } from '../server/exchange.js';
import { foreignness } from '../server/local-hosts.js';
import { send } from '../server/send.js';
import { TransactionStateError } from '../transactions/transaction-state.error.js';
import { InvalidInputError } from '../validation/invalid-input.error.js';
import { CONTROL_ROUTES } from './control-routes.js';
import type { ControlledEmulator } from './controlled-emulator.js';

const PREFIX = '/_emulator';
const MAX_BODY_BYTES = 11 * 1024 ** 2;

/** Whether a path belongs to control. */
export function isControlPath(path: string): boolean {
  return path === PREFIX || path.startsWith(`${PREFIX}/`);
}

/** Serves the control routes in JSON; errors are `{ error, problems? }`. */
export function controlHandler(emulator: ControlledEmulator, publicHostname: string): Handler {
  return async (exchange) => {
    const foreign = foreignness(exchange.request, publicHostname);
    if (foreign !== undefined) return sendJson(exchange, 403, { error: foreign });
    const { status, content } = await run(emulator, exchange);
    return sendJson(exchange, status, content);
  };
}

interface ControlResponse {
  readonly status: number;
  readonly content: unknown;
}

async function run(
  emulator: ControlledEmulator,
  { request, path, query }: Exchange,
): Promise<ControlResponse> {
  const below = path.slice(PREFIX.length);
  const fitting = CONTROL_ROUTES.filter((route) => route.path.test(below));
  const route = fitting.find(({ method }) => method === request.method);
  if (route === undefined) return problem(fitting.length > 0 ? 405 : 404);
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === undefined) return problem(413);
  try {
    const id = decodeURIComponent(route.path.exec(below)?.[1] ?? '');
    const call = { id, query: new URLSearchParams(query), body: parseJson(body.toString()) };
    const content = route.run(emulator, call);
    return content === undefined ? problem(404) : { status: 200, content };
  } catch (error) {
    return refusalOf(error);
  }
}

function parseJson(text: string): unknown {
  return text.trim() === '' ? undefined : JSON.parse(text);
}

function refusalOf(error: unknown): ControlResponse {
  if (error instanceof InvalidInputError)
    return { status: 400, content: { error: error.message, problems: error.problems } };
  if (error instanceof RangeError) return { status: 400, content: { error: error.message } };
  if (error instanceof SyntaxError) return { status: 400, content: { error: 'the body must be JSON' } };
  if (error instanceof URIError)
    return { status: 400, content: { error: 'the path must be valid percent-encoding' } };
  if (error instanceof TransactionStateError)
    return { status: error.problem === 'unknown' ? 404 : 409, content: { error: error.message } };
  throw error;
}

function problem(status: number): ControlResponse {
  return { status, content: { error: STATUS_CODES[status] ?? 'error' } };
}

function sendJson({ serverResponse }: Exchange, status: number, content: unknown): void {
  serverResponse.setHeader('Cache-Control', 'no-store');
  if (status === 413) serverResponse.setHeader('Connection', 'close');
  send(serverResponse, { status, contentType: JSON_TYPE, body: JSON.stringify(content) });
}
