import { randomUUID } from 'node:crypto';
import {
  IdVerificationError,
  type CloudauthResponse,
  type CloudauthClient,
  type CloudauthOperation,
} from 'nestjs-id-verification';
import { success } from './gated-client.js';

/** A vendor that starts everything, and says of a result whatever the test wants, even what no vendor should. */
export class RespondingClient implements CloudauthClient {
  /** How often it was asked for a result. */
  asked = 0;

  constructor(public response: (transactionId: string) => CloudauthResponse | Promise<CloudauthResponse>) {}

  async call(
    operation: CloudauthOperation,
    { TransactionId = '' }: Readonly<Record<string, string | undefined>>,
  ): Promise<CloudauthResponse> {
    if (operation === 'Initialize') return success(randomUUID());
    this.asked += 1;
    const response = await this.response(TransactionId);
    // As the vendor does: no RequestId twice, although a test gives one response for every call.
    return { ...response, body: { ...response.body, RequestId: randomUUID() } };
  }

  async close(): Promise<void> {}
}

/** `Success` with this result. */
export function resultResponse(result: Record<string, unknown>): CloudauthResponse {
  return { httpStatus: 200, headers: {}, body: { RequestId: randomUUID(), Code: 'Success', Result: result } };
}

/** Any status with any body. */
export function bareResponse(httpStatus: number, body: Record<string, unknown>): CloudauthResponse {
  return { httpStatus, headers: {}, body };
}

/** No answer at all. */
export function unreachable(): never {
  throw new IdVerificationError('vendor_unreachable');
}
