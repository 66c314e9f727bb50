import { Refusal } from '../responses/response.js';
import { parametersOf, parsePairs, type CallParameters, type ParameterPair } from './parameters.js';
import { headerOf, type WireRequest } from './wire-request.js';

/** The only version of the product. */
const API_VERSION = '2022-08-09';

/** A call with decoded parameters, before any check. */
export interface AcsCall {
  readonly action: string | undefined;
  readonly version: string | undefined;
  readonly queryPairs: readonly ParameterPair[];
  readonly formPairs: readonly ParameterPair[];
  /** Query and form body together, as they are recorded. */
  readonly parameters: CallParameters;
}

/** Decodes a call. Action and version come from headers, or from the query as older RPC clients send them. */
export function readCall(request: WireRequest): AcsCall {
  const queryPairs = parsePairs(request.query);
  const formPairs = isForm(request) ? parsePairs(request.body.toString()) : [];
  const parameters = parametersOf(queryPairs, formPairs);
  return {
    action: headerOf(request, 'x-acs-action') || parameters['Action'],
    version: headerOf(request, 'x-acs-version') || parameters['Version'],
    queryPairs,
    formPairs,
    parameters,
  };
}

/** The parameters that an operation reads: those of its form from the body, all others from the query. */
export function placedParameters(
  { queryPairs, formPairs }: Pick<AcsCall, 'queryPairs' | 'formPairs'>,
  form: readonly string[] = [],
): CallParameters {
  return parametersOf(
    queryPairs.filter(([name]) => !form.includes(name)),
    formPairs.filter(([name]) => form.includes(name)),
  );
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
