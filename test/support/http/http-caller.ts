import { EventStream } from './event-stream.js';

/** A response with its body read. */
export interface Response {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body where it is a JSON object, otherwise an empty one. */
  readonly body: Readonly<Record<string, unknown>>;
}

interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A bound for a response that never comes, and no promise of speed. */
const PATIENCE_MS = 60_000;

/** Calls an application over HTTP, as its API's user would. */
export class HttpCaller {
  constructor(
    readonly origin: string,
    private readonly apiKey: string,
  ) {}

  /** With the API key. */
  get(path: string): Promise<Response> {
    return this.call(path, { headers: this.key });
  }

  /** Without a body, with the API key. */
  send(method: 'POST' | 'DELETE', path: string): Promise<Response> {
    return this.call(path, { method, headers: this.key });
  }

  /** Server-sent events, with the API key; the stream stays open until it ends or is left. */
  follow(path: string): Promise<EventStream> {
    return EventStream.open(this.origin + path, this.key);
  }

  /** JSON with the API key. */
  post(path: string, body: unknown): Promise<Response> {
    return this.postText(path, JSON.stringify(body));
  }

  /** Any text with the API key, called JSON unless the headers say otherwise. */
  postText(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.call(path, {
      method: 'POST',
      headers: { ...this.key, 'content-type': 'application/json', ...headers },
      body,
    });
  }

  /** Exactly what is given, without an API key. */
  async call(path: string, call: Call = {}): Promise<Response> {
    const response = await fetch(this.origin + path, { ...call, signal: AbortSignal.timeout(PATIENCE_MS) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: objectIn(text) };
  }

  private get key(): Record<string, string> {
    return { authorization: `Bearer ${this.apiKey}` };
  }
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
