import type { INestApplication } from '@nestjs/common';

/** A route as the framework knows it; its parameters still have their names. */
export interface Route {
  readonly method: string;
  readonly path: string;
}

/** Every route of an application on Express, whatever added it. HEAD follows from GET. */
export function expressRoutes(app: INestApplication): Route[] {
  const express: unknown = app.getHttpAdapter().getInstance();
  return entriesOf(property(express, 'router'), 'stack').flatMap((layer) => {
    const route = property(layer, 'route');
    const path = property(route, 'path');
    const methods = property(route, 'methods');
    if (typeof path !== 'string' || typeof methods !== 'object' || methods === null) return [];
    return Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path }));
  });
}

function entriesOf(value: unknown, name: string): unknown[] {
  const list = property(value, name);
  return Array.isArray(list) ? list : [];
}

function property(value: unknown, name: string): unknown {
  const isHolder = typeof value === 'function' || (typeof value === 'object' && value !== null);
  return isHolder ? Reflect.get(value, name) : undefined;
}
