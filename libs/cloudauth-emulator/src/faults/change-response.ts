import type { Response } from '../responses/response.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../responses/json.js';
import type { ChangeFault } from './fault.js';

/** Applies a fault to the operation's response. */
export function changeResponse(response: Response, fault: ChangeFault): Response {
  switch (fault.kind) {
    case 'okWithCode':
      return {
        status: 200,
        code: fault.code,
        body: {
          RequestId: response.body['RequestId'],
          Code: fault.code,
          Message: fault.message ?? fault.code,
        },
      };
    case 'withoutTransactionId':
      return {
        ...response,
        body: { ...response.body, Result: withoutTransactionId(response.body['Result']) },
      };
    case 'mergeBody':
      return { ...response, body: merge(response.body, fault.body) };
  }
}

function withoutTransactionId(result: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(result)) return result;
  return Object.fromEntries(Object.entries(result).filter(([name]) => name !== 'TransactionId'));
}

function merge(into: JsonObject, changes: JsonObject): JsonObject {
  const merged: Record<string, JsonValue | undefined> = { ...into };
  for (const [name, change] of Object.entries(changes)) {
    const present = merged[name];
    merged[name] = isJsonObject(present) && isJsonObject(change) ? merge(present, change) : change;
  }
  return merged;
}
