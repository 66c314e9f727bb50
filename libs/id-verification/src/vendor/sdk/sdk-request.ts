import { invalidField, type IdVerificationValidationError } from '../../errors/validation.error.js';
import type { CloudauthParameters } from '../../contract/cloudauth-operation.js';
import type { SdkRequestClass } from './cloudauth-sdk.js';

/**
 * Converts parameters to an instance of the SDK's request class. The class maps wire names to properties, so that
 * exceptions to camelCase (`MRTDInput`, `useNFC`) and new parameters need no table here.
 *
 * @throws IdVerificationValidationError for a parameter that the installed version would drop
 */
export function sdkRequest(Request: SdkRequestClass, parameters: CloudauthParameters): object {
  const properties = new Map(
    Object.entries(Request.names()).map(([property, wireName]) => [wireName, property]),
  );
  const types = Request.types();
  const values = Object.entries(parameters).map(([wireName, value]) => {
    const property = properties.get(wireName);
    if (property === undefined) throw unknownParameter(wireName);
    return [property, isArray(types[property]) ? list(wireName, value) : value] as const;
  });
  return new Request(Object.fromEntries(values));
}

function isArray(type: unknown): boolean {
  return typeof type === 'object' && type !== null && 'type' in type && type.type === 'array';
}

/** The SDK takes a list, and serializes it to the JSON text on the wire. */
function list(wireName: string, text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch {
    // Said below, without what the parser says: that quotes the value.
  }
  throw invalidField(wireName, 'jsonArray', `${wireName} must be a JSON array`);
}

function unknownParameter(wireName: string): IdVerificationValidationError {
  const name = wireName.slice(0, 64);
  return invalidField(
    name,
    'knownToSdk',
    `${name} is not a parameter that the installed @alicloud/cloudauth-intl20220809 knows; update it, or use the native client`,
  );
}
