import { Injectable, RequestMethod, type OnApplicationBootstrap } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';

interface Route {
  readonly method: string;
  readonly path: RegExp;
}

/** Which methods the controllers have for a path, for the header `Allow` of a 405. */
@Injectable()
export class AllowedMethodsService implements OnApplicationBootstrap {
  private routes: readonly Route[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    this.routes = this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype: Record<string, () => unknown> = metatype.prototype;
      const base = this.reflector.get<string>(PATH_METADATA, metatype);
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => this.routeOf(base, prototype[name]));
    });
  }

  /** Empty for a path that no route has. */
  of(path: string): readonly string[] {
    const methods = this.routes.filter((route) => route.path.test(path)).map(({ method }) => method);
    return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
  }

  private routeOf(base: string, handler: (() => unknown) | undefined): Route[] {
    const path = handler && this.reflector.get<string | undefined>(PATH_METADATA, handler);
    if (handler === undefined || path === undefined) return [];
    const steps = `${base}/${path}`.split('/').filter((step) => step !== '');
    const pattern = steps.map((step) => (step.startsWith(':') ? '[^/]+' : step)).join('/');
    const method = RequestMethod[this.reflector.get<RequestMethod>(METHOD_METADATA, handler)];
    return method === undefined ? [] : [{ method, path: new RegExp(`^/${pattern}/?$`) }];
  }
}
