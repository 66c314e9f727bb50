import { randomUUID } from 'node:crypto';
import type { CloudauthResponse, CloudauthClient } from 'nestjs-id-verification';

/** One vendor call that waits for the test to say how it goes on. */
export interface GatedCall {
  readonly parameters: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  response(response: CloudauthResponse): void;
  fail(error: Error): void;
}

/**
 * The vendor as a test that forces an order of events needs it: a call arrives, and nothing more happens until the
 * test lets it. Used only where the real client and the emulator cannot be stopped at that point.
 */
export class GatedClient implements CloudauthClient {
  private readonly arrived: GatedCall[] = [];
  private readonly waiting: ((call: GatedCall) => void)[] = [];
  calls = 0;

  call(
    _operation: string,
    parameters: Readonly<Record<string, string>>,
    { signal }: { signal?: AbortSignal | undefined },
  ): Promise<CloudauthResponse> {
    this.calls += 1;
    return new Promise((response, fail) => {
      const call: GatedCall = { parameters, signal, response, fail };
      const next = this.waiting.shift();
      if (next === undefined) this.arrived.push(call);
      else next(call);
    });
  }

  /** The next call that arrives. */
  async nextCall(): Promise<GatedCall> {
    const call = this.arrived.shift();
    return call ?? new Promise((resolve) => this.waiting.push(resolve));
  }

  async close(): Promise<void> {}
}

export function success(transactionId: string): CloudauthResponse {
  return {
    httpStatus: 200,
    headers: {},
    body: {
      RequestId: `request-${transactionId}`,
      Code: 'Success',
      Result: { TransactionId: transactionId, Protocol: `protocol-${transactionId}` },
    },
  };
}

export function refusal(httpStatus: number, code: string): CloudauthResponse {
  return { httpStatus, headers: {}, body: { RequestId: randomUUID(), Code: code } };
}
