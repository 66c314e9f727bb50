import { Refusal } from '../responses/response.js';
import { parametersOf, parsePairs, type CallParameters, type ParameterPair } from './parameters.js';
import { headerOf, type WireRequest } from './wire-request.js';

/** The only version of the product. */
export const API_VERSION = '2022-08-09';

/** A call with its parameters decoded; nothing about it has been checked. */
export interface AcsCall {
  readonly action: string | undefined;
  readonly version: string | undefined;
  readonly queryPairs: readonly ParameterPair[];
  /** Query and form body together. */
  readonly parameters: CallParameters;
}

/** Decodes a call. Action and version come from headers, or from the query as older RPC clients send them. */
export function readCall(request: WireRequest): AcsCall {
  const queryPairs = parsePairs(request.query);
  const parameters = parametersOf(queryPairs, isForm(request) ? parsePairs(request.body.toString()) : []);
  return {
    action: headerOf(request, 'x-acs-action') || parameters['Action'],
    version: headerOf(request, 'x-acs-version') || parameters['Version'],
    queryPairs,
    parameters,
  };
}

function isForm(request: WireRequest): boolean {
  if (request.body.length === 0) return false;
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headerOf(request, 'content-type') ?? '');
}

/** Refuses a method, version or action that the product does not have. */
export function checkRoute(
  method: string,
  call: AcsCall,
  actions: { has(action: string): boolean },
): Refusal | undefined {
  if (method !== 'POST' && method !== 'GET') return new Refusal('UnsupportedHTTPMethod');
  if (!call.action) return missing('x-acs-action');
  if (!call.version) return missing('x-acs-version');
  if (call.version !== API_VERSION) return new Refusal('InvalidVersion');
  return actions.has(call.action) ? undefined : new Refusal('InvalidAction.NotFound');
}

function missing(header: string): Refusal {
  return new Refusal('MissingHeader', `Specified header ${header} is mandatory for this action.`);
}
