import type { Refusal } from '../responses/response.js';
import type { JsonObject } from '../responses/json.js';
import type { CallParameters } from '../wire/parameters.js';

/** A call that the gateway let through. */
export interface OperationCall {
  readonly account: string;
  readonly parameters: CallParameters;
}

/** The `Result` of a success, or why the service refuses. */
export type OperationResult = JsonObject | Refusal;

/** One operation of the product. */
export interface Operation {
  readonly action: string;
  /** The parameters that travel in the body; all others travel in the query. In the other place they count as absent. */
  readonly form?: readonly string[];
  /** The `Code` of its success. Default `Success`. */
  readonly successCode?: string;
  run(call: OperationCall): OperationResult | Promise<OperationResult>;
}
