import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost, type AbstractHttpAdapter } from '@nestjs/core';
import { CheckRequestsService } from './check-requests.service.js';

/** The path of the callback route, without the host's prefix. */
export const CALLBACK_PATH = Symbol('CALLBACK_PATH');

/** Longer ones are not ours. */
const LONGEST_TOKEN = 200;

/** More than the vendor and any proxy would add; what comes after is not looked at. */
const MOST_PARAMETERS = 50;

type Receiver = (tokens: readonly string[]) => void;

/** Several instances of the module may share one path; each accepts its own tokens. */
const receiversByAdapter = new WeakMap<AbstractHttpAdapter, Map<string, Receiver[]>>();

/**
 * The GET route that the vendor reports to. It stands on the HTTP adapter itself, and so outside the host's guards,
 * pipes, prefix and versioning. Every request gets the same response, at once, whatever it carries; only then is it
 * looked at.
 */
@Injectable()
export class CallbackRouteService implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly checkRequests: CheckRequestsService,
    @Inject(CALLBACK_PATH) private readonly path: string,
  ) {}

  onModuleInit(): void {
    // A host without HTTP, such as a worker process, receives no callbacks.
    const adapter: AbstractHttpAdapter | undefined = this.host.httpAdapter;
    if (adapter === undefined || adapter === null) return;
    const receivers = receiversByAdapter.get(adapter) ?? new Map<string, Receiver[]>();
    receiversByAdapter.set(adapter, receivers);
    const onPath = receivers.get(this.path) ?? [];
    if (onPath.length === 0) addRoute(adapter, this.path, onPath);
    receivers.set(this.path, onPath);
    onPath.push((tokens) => this.checkRequests.take(tokens));
  }
}

function addRoute(adapter: AbstractHttpAdapter, path: string, receivers: readonly Receiver[]): void {
  adapter.get(path, (request: unknown, response: unknown) => {
    adapter.setHeader(response, 'Content-Type', 'text/plain; charset=utf-8');
    adapter.setHeader(response, 'Cache-Control', 'no-store');
    adapter.reply(response, 'OK', 200);
    const tokens = callbackTokens(adapter.getRequestUrl(request));
    if (tokens.length > 0) for (const receive of receivers) receive(tokens);
  });
}

/**
 * The callback tokens of a request's URL. The vendor's pages write the name in several ways, so that its case does
 * not count; repeated ones and `name[]` forms are all taken. What the URL says about the verdict is not read at all.
 */
export function callbackTokens(url: string): string[] {
  const query = url.slice(url.indexOf('?') + 1, url.indexOf('?') + 1 + 8_192);
  if (!url.includes('?')) return [];
  return [...new URLSearchParams(query)]
    .slice(0, MOST_PARAMETERS)
    .filter(([name]) => name.toLowerCase().replace(/\[\d*\]$/, '') === 'callbacktoken')
    .map(([, value]) => value)
    .filter((value) => value.length <= LONGEST_TOKEN);
}
