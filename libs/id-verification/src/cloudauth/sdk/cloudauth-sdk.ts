/**
 * The part of `@alicloud/cloudauth-intl20220809` 3.x that is used here, as its generated source has it. Described
 * and not imported, because the package is optional and some registries do not serve it.
 */
export interface CloudauthSdk {
  readonly default: new (config: SdkConfig) => SdkClient;
  readonly InitializeRequest: SdkRequestClass;
  readonly CheckResultRequest: SdkRequestClass;
  readonly CheckVerifyLogRequest: SdkRequestClass;
  readonly DeleteVerifyResultRequest: SdkRequestClass;
}

export interface SdkConfig {
  readonly endpoint: string;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly credential: { getCredential(): Promise<object> };
  readonly userAgent: string;
  readonly ca?: string;
}

/** What a call is made with besides its request; the SDK reads these fields of any object. */
export interface SdkRuntime {
  readonly readTimeout: number;
  readonly connectTimeout: number;
  readonly ignoreSSL: false;
}

export interface SdkAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export interface SdkClient {
  initializeWithOptions(request: object, runtime: SdkRuntime): Promise<unknown>;
  checkResultWithOptions(request: object, runtime: SdkRuntime): Promise<unknown>;
  checkVerifyLogWithOptions(request: object, runtime: SdkRuntime): Promise<unknown>;
  deleteVerifyResultWithOptions(request: object, runtime: SdkRuntime): Promise<unknown>;
  keepaliveIntlWithOptions(runtime: SdkRuntime): Promise<unknown>;
  /** The one way to the wire that all of the above go through. */
  callApi(params: object, request: unknown, runtime: unknown): Promise<SdkAnswer>;
}

/** A request's class: made from values by property name, and able to say which wire name and type each one has. */
export interface SdkRequestClass {
  new (values: Readonly<Record<string, unknown>>): object;
  names(): Readonly<Record<string, string>>;
  types(): Readonly<Record<string, unknown>>;
}

const REQUEST_CLASSES = [
  'InitializeRequest',
  'CheckResultRequest',
  'CheckVerifyLogRequest',
  'DeleteVerifyResultRequest',
] as const;

const METHODS = [
  'initializeWithOptions',
  'checkResultWithOptions',
  'checkVerifyLogWithOptions',
  'deleteVerifyResultWithOptions',
  'keepaliveIntlWithOptions',
  'callApi',
] as const;

/** Whether a module is the SDK in a version that has everything above. */
export function isCloudauthSdk(module: unknown): module is CloudauthSdk {
  const client = field(field(module, 'default'), 'prototype');
  return (
    METHODS.every((method) => typeof field(client, method) === 'function') &&
    REQUEST_CLASSES.every((name) =>
      ['names', 'types'].every((method) => typeof field(field(module, name), method) === 'function'),
    )
  );
}

function field(value: unknown, name: string): unknown {
  const holds = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return holds ? Reflect.get(value, name) : undefined;
}
