import { Injectable, RequestMethod } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

interface Route {
  readonly method: string;
  readonly path: RegExp;
}

/** The methods of an HTTP adapter that register a route, by the method's name in lower case. */
type Registering = Record<string, ((path: unknown, ...handlers: unknown[]) => unknown) | undefined>;

const METHODS = Object.values(RequestMethod).filter(
  (method) => typeof method === 'string' && method !== 'ALL',
) as string[];

/**
 * Which methods the routes have for a path, for the header `Allow` of a 405. Nest registers routes with prefix, versions
 * and module paths in their final form and keeps no list, so each registration is noted.
 */
@Injectable()
export class AllowedMethodsService {
  private readonly routes: Route[] = [];

  constructor(private readonly host: HttpAdapterHost) {}

  /** Empty for a path that no route has. */
  of(path: string): readonly string[] {
    const methods = this.routes.filter((route) => route.path.test(path)).map(({ method }) => method);
    return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
  }

  /** Notes what is registered from now on. */
  noteRoutes(): void {
    const { httpAdapter } = this.host;
    // An application without HTTP has no adapter.
    if (httpAdapter === undefined) return;
    const adapter: Registering = Object.assign(httpAdapter);
    for (const method of METHODS) {
      const register = adapter[method.toLowerCase()];
      if (register === undefined) continue;
      adapter[method.toLowerCase()] = (path, ...handlers) => {
        if (typeof path === 'string') this.routes.push({ method, path: patternOf(path) });
        return register.call(adapter, path, ...handlers);
      };
    }
  }
}

/** A route's path as a pattern: parameters match one segment, wildcards any rest. */
function patternOf(path: string): RegExp {
  const segments = path.split('/').filter((segment) => segment !== '');
  const patterns = segments.map((segment) => {
    if (/^\{?\*/.test(segment)) return '.*';
    return segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^/${patterns.join('/')}/?$`);
}
