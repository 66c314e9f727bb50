import type { Refusal } from '../responses/response.js';
import type { JsonObject } from '../responses/json.js';
import type { CallParameters } from '../wire/parameters.js';

/** A call that the gateway has admitted. */
export interface OperationCall {
  readonly account: string;
  readonly parameters: CallParameters;
}

/** The `Result` of a success, or a refusal. */
export type OperationResult = JsonObject | Refusal;

/** One operation of the product. */
export interface Operation {
  readonly action: string;
  /** The parameters that are read from the body; all others are read from the query. */
  readonly form?: readonly string[];
  /** The `Code` of its success. Default `Success`. */
  readonly successCode?: string;
  run(call: OperationCall): OperationResult | Promise<OperationResult>;
}
