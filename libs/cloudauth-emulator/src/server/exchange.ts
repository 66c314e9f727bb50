import type { IncomingMessage, ServerResponse } from 'node:http';

/** One HTTP request and the means to respond to it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly serverResponse: ServerResponse;
  readonly connectionId: number;
  /** The path as sent, without the query. */
  readonly path: string;
  /** The query as sent, without `?`. */
  readonly query: string;
}

/** Responds to a request. */
export type Handler = (exchange: Exchange) => void | Promise<void>;
