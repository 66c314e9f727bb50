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

/** The operation of that name. */
export function operationOf(name: CloudauthOperation): KnownOperation<unknown> {
  const found = Object.values(operations).find((operation) => operation.name === name);
  if (found === undefined) throw new TypeError(`The library knows no operation ${String(name)}`);
  return found;
}

/** Parameters split into query and form; `form` is absent where the operation has none. */
export function placeParameters(
  name: CloudauthOperation,
  parameters: CloudauthParameters,
): { query: CloudauthParameters; form: CloudauthParameters | undefined } {
  const { form } = operationOf(name);
  const part = (inForm: boolean): CloudauthParameters =>
    Object.fromEntries(
      Object.entries(parameters).filter(([parameter]) => (form?.includes(parameter) ?? false) === inForm),
    );
  return { query: part(false), form: form && part(true) };
}

/** The length of a call's query, in characters after percent-encoding. */
export function queryLength(name: CloudauthOperation, parameters: CloudauthParameters): number {
  return canonicalQuery(placeParameters(name, parameters).query).length;
}

/** Sorted by name, percent-encoded by RFC 3986. */
export function canonicalQuery(query: CloudauthParameters): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${percentEncode(name)}=${percentEncode(query[name] ?? '')}`)
    .join('&');
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
