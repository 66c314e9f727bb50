import type { IncomingMessage, ServerResponse } from 'node:http';

/** One HTTP request and the means to answer it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly serverResponse: ServerResponse;
  readonly connectionId: number;
  /** The path as sent, without the query. */
  readonly path: string;
  /** The query as sent, without `?`. */
  readonly query: string;
}

/** Answers a request. */
export type Handler = (exchange: Exchange) => void | Promise<void>;
