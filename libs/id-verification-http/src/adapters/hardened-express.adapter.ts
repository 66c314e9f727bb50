import { createServer } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { HttpServerOptions } from './server-options.js';
import { refuseUnreadable } from './refuse-unreadable.js';
import { serverTimeouts } from './server-timeouts.js';
import { trustProxy } from './trust-proxy.js';

/** Express on a server with limits, which the adapter itself has no options for. */
export class HardenedExpressAdapter extends ExpressAdapter {
  constructor(private readonly settings: HttpServerOptions) {
    super();
    this.set('trust proxy', trustProxy(settings.trustedProxies));
  }

  override initHttpServer(): void {
    this.httpServer = createServer(serverTimeouts(this.settings), this.getInstance());
    this.httpServer.on('clientError', refuseUnreadable);
  }
}
