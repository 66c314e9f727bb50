import * as operations from './operations/index.js';
import type { CloudauthParameters, Operation } from './operations/operation.js';

export type { CloudauthParameters };

/** The version of the vendor's API that the library calls. */
export const CLOUDAUTH_API_VERSION = '2022-08-09';

type Known = (typeof operations)[keyof typeof operations];

/**
 * The vendor's operations that the library calls.
 *
 * @publicApi
 */
export type CloudauthOperation = Known['name'];

/** One of the library's operations, with the type of its decoded result. */
export interface KnownOperation<Result> extends Operation<Result> {
  readonly name: CloudauthOperation;
  readonly sdk: SdkBinding;
}

/** The names of these operations in the vendor's SDK. */
export type SdkBinding = Known['sdk'];

const BY_NAME: ReadonlyMap<string, KnownOperation<unknown>> = new Map(
  Object.values(operations).map((operation) => [operation.name, operation]),
);

/** The operation of that name. */
export function operationOf(name: CloudauthOperation): KnownOperation<unknown> {
  const found = BY_NAME.get(name);
  if (found === undefined) throw new TypeError(`The library knows no operation ${String(name)}`);
  return found;
}

/**
 * The parameters of a call as they are sent, sorted by name: the query percent-encoded by RFC 3986, the form as the
 * vendor's SDK encodes it, in which `! ' ( ) *` stay as they are. `form` is absent where the operation has none.
 */
export function encodeParameters(
  operation: CloudauthOperation,
  parameters: CloudauthParameters,
): { readonly query: string; readonly form: string | undefined } {
  const { form } = operationOf(operation);
  const names = Object.keys(parameters).sort();
  const encoded = (part: readonly string[], encode: (text: string) => string): string =>
    part.map((name) => `${encode(name)}=${encode(parameters[name] ?? '')}`).join('&');
  if (form === undefined) return { query: encoded(names, percentEncode), form };
  const isInForm = (name: string): boolean => form.includes(name);
  return {
    query: encoded(
      names.filter((name) => !isInForm(name)),
      percentEncode,
    ),
    form: encoded(names.filter(isInForm), encodeURIComponent),
  };
}

/** RFC 3986: everything but letters, digits and `-_.~` is encoded. */
export function percentEncode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The bindings of all operations to the vendor's SDK. */
export const SDK_BINDINGS: readonly SdkBinding[] = Object.values(operations).map(({ sdk }) => sdk);
