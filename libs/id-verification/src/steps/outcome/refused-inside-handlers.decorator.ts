import { defer, type Observable } from 'rxjs';
import { assertOutsideHandler } from './handler-context.js';

type Method = (...parameters: unknown[]) => unknown;

/**
 * Makes every method of a class fail with `called_inside_handler` when it is called from inside an outcome handler: a
 * promise rejects, an observable fails on subscription. It applies to all methods, new ones included.
 *
 * @param lazy the methods that return an observable; all others return a promise
 */
export function RefusedInsideHandlers({ lazy }: { readonly lazy: readonly string[] }): ClassDecorator {
  return (target) => {
    const prototype: object = target.prototype;
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const method: unknown = property.value;
      if (name === 'constructor' || !isMethod(method)) continue;
      const value = lazy.includes(name) ? refusedOnSubscription(method) : refusedOnCall(method);
      Object.defineProperty(prototype, name, { ...property, value });
    }
  };
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}

function refusedOnCall(method: Method): Method {
  return async function (this: unknown, ...parameters) {
    assertOutsideHandler();
    return Reflect.apply(method, this, parameters);
  };
}

function refusedOnSubscription(method: Method): Method {
  return function (this: unknown, ...parameters) {
    return defer(() => {
      assertOutsideHandler();
      return Reflect.apply(method, this, parameters) as Observable<unknown>;
    });
  };
}
