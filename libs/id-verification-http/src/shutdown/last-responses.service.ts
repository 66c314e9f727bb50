import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/**
 * Once the application is stopping, every response closes its connection: a client that kept it for its next request
 * would send that into the closing of the server, and get no response.
 */
@Injectable()
export class LastResponsesService implements OnApplicationBootstrap, OnModuleDestroy {
  private isStopping = false;

  constructor(private readonly host: HttpAdapterHost) {}

  /** On the server itself, before the framework gets the request, and so the same for every framework. */
  onApplicationBootstrap(): void {
    const server: Server = this.host.httpAdapter.getHttpServer();
    server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => {
      if (this.isStopping) response.shouldKeepAlive = false;
    });
  }

  /** Comes before every other step of the shutdown. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }
}
