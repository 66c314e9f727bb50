import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost, type AbstractHttpAdapter } from '@nestjs/core';
import { CALLBACK_RESPONSE } from '../../contract/callback-response.js';
import type { BootFacts, BootFactSource } from '../../runtime/boot-facts.js';
import { callbackBody } from './callback-body.js';
import { callbackTokens } from './callback-tokens.js';
import { CheckRequestsService } from './check-requests.service.js';
import { mountRoute } from './mount-route.js';

/** The path of the callback route, without the host's prefix. */
export const CALLBACK_PATH = Symbol('CALLBACK_PATH');

type Receiver = (tokens: readonly string[]) => void;

/** Several instances of the module may share one path; each accepts only its own tokens. */
const receiversByAdapter = new WeakMap<AbstractHttpAdapter, Map<string, Receiver[]>>();

/**
 * The callback route, the vendor's webhook, by GET or POST. It is mounted while providers are instantiated, and is
 * therefore not subject to the host's middleware, guards, pipes, prefix and versioning. Every request gets the same
 * response, before its tokens are verified.
 */
@Injectable()
export class CallbackRouteService implements BootFactSource, OnModuleInit {
  private mountedOn: AbstractHttpAdapter | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly checkRequests: CheckRequestsService,
    @Inject(CALLBACK_PATH) private readonly path: string,
  ) {
    this.mount();
    // A testing module gets its adapter later, and Nest 11.0 has no event for that.
    const { init$ }: Partial<HttpAdapterHost> = host;
    init$?.subscribe(() => this.mount());
  }

  onModuleInit(): void {
    this.mount();
  }

  bootFacts(): BootFacts {
    return { callback: this.mountedOn === undefined ? 'none' : this.path };
  }

  private mount(): void {
    // A host without HTTP, such as a worker process, has no adapter.
    const adapter: AbstractHttpAdapter | null | undefined = this.host.httpAdapter;
    if (adapter === undefined || adapter === null || this.mountedOn !== undefined) return;
    this.mountedOn = adapter;
    const byPath = receiversByAdapter.get(adapter) ?? new Map<string, Receiver[]>();
    receiversByAdapter.set(adapter, byPath);
    const receivers = byPath.get(this.path) ?? [];
    receivers.push((tokens) => this.checkRequests.take(tokens));
    if (byPath.has(this.path)) return;
    byPath.set(this.path, receivers);
    mountRoute(adapter, this.path, (request, response) => void respond(request, response, receivers));
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  receivers: readonly Receiver[],
): Promise<void> {
  const body = await callbackBody(request);
  response.writeHead(CALLBACK_RESPONSE.status, CALLBACK_RESPONSE.headers).end(CALLBACK_RESPONSE.body);
  const tokens = callbackTokens(`${request.url ?? ''} ${body}`);
  if (tokens.length > 0) for (const receive of receivers) receive(tokens);
}
