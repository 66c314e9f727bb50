import {
  placeParameters,
  type CloudauthOperation,
  type CloudauthParameters,
} from '../contract/cloudauth-operation.js';
import { canonicalQuery } from './native/acs3-signature.js';

/** How long the query of a call is on the wire, in characters after percent-encoding. */
export function queryLength(operation: CloudauthOperation, parameters: CloudauthParameters): number {
  return canonicalQuery(placeParameters(operation, parameters).query).length;
}
