import { SDK_BINDINGS, type SdkBinding } from '../../contract/cloudauth-operation.js';

/**
 * The used part of `@alicloud/cloudauth-intl20220809` 3.x. Declared here instead of imported, because the package is
 * optional and not available in some registries.
 */
export interface CloudauthSdk extends SdkRequestClasses {
  readonly default: new (config: SdkConfig) => SdkClient;
}

type SdkRequestClasses = Readonly<
  Record<Extract<SdkBinding, { readonly request: string }>['request'], SdkRequestClass>
>;

export interface SdkConfig {
  readonly endpoint: string;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly credential: { getCredential(): Promise<object> };
  readonly userAgent: string;
  readonly ca?: string;
}

/** The options of a call; the SDK reads these fields of any object. */
export interface SdkRuntime {
  readonly readTimeout: number;
  readonly connectTimeout: number;
  readonly ignoreSSL: false;
}

export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** Methods take the request, if the operation has one, and the runtime. */
type SdkMethods = Readonly<Record<SdkBinding['method'], (...given: readonly object[]) => Promise<unknown>>>;

export interface SdkClient extends SdkMethods {
  /** The method that sends the requests of all others. */
  callApi(params: object, request: unknown, runtime: unknown): Promise<SdkResponse>;
}

/** A request class: constructed from values by property name, with methods for wire names and types. */
export interface SdkRequestClass {
  new (values: Readonly<Record<string, unknown>>): object;
  names(): Readonly<Record<string, string>>;
  types(): Readonly<Record<string, unknown>>;
}

/** Whether a module is a supported version of the SDK. */
export function isCloudauthSdk(module: unknown): module is CloudauthSdk {
  const client = field(field(module, 'default'), 'prototype');
  const has = (holder: unknown, name: string): boolean => typeof field(holder, name) === 'function';
  return (
    has(client, 'callApi') &&
    SDK_BINDINGS.every(
      (binding) =>
        has(client, binding.method) &&
        (!('request' in binding) ||
          ['names', 'types'].every((method) => has(field(module, binding.request), method))),
    )
  );
}

function field(value: unknown, name: string): unknown {
  const holds = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return holds ? Reflect.get(value, name) : undefined;
}
