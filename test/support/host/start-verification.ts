import type { HttpCaller } from '../http/http-caller.js';
import { LEAST_BODY } from '../http/start-body.js';

/** What a test needs to know of a verification that it started. */
export interface StartedVerification {
  readonly merchantBizId: string;
  readonly transactionId: string;
}

/** Starts one over HTTP. */
export async function startVerification(sample: HttpCaller): Promise<StartedVerification> {
  const { status, body } = await sample.post('/verifications', LEAST_BODY);
  if (status !== 201) throw new Error(`the start was answered with ${status}`);
  return { merchantBizId: String(body['merchantBizId']), transactionId: String(body['transactionId']) };
}
