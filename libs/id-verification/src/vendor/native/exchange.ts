import type { Client, Dispatcher } from 'undici';
import type { CloudauthResponse } from '../../contract/cloudauth-client.js';
import type { Deadline } from '../deadline.js';
import { readResponse, type ReceivedHeaders } from '../read-response.js';
import type { NativeRequest } from './native-request.js';

/**
 * Sends a request and reads the whole response, or aborts it at the deadline. Not by undici's `request()`, whose
 * stream and abort signal take as long as signing and parsing together.
 */
export async function exchange(
  connection: Client,
  request: NativeRequest,
  deadline: Deadline,
): Promise<CloudauthResponse> {
  const { status, headers, body } = await new Promise<ReceivedResponse>((resolve, reject) => {
    const reader = new ResponseReader(resolve, reject);
    deadline.onEnd = (error) => reader.abort(error);
    connection.dispatch(request, reader);
  });
  return readResponse(status, headers, body);
}

interface ReceivedResponse {
  readonly status: number;
  readonly headers: ReceivedHeaders;
  readonly body: Uint8Array;
}

class ResponseReader implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private aborted: Error | undefined;
  private status = 0;
  private headers: ReceivedHeaders = {};
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly resolve: (response: ReceivedResponse) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  /** Before the request is sent, undici gives no means to abort it: then it is aborted at its turn. */
  abort(reason: Error): void {
    this.aborted = reason;
    this.controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.aborted !== undefined) controller.abort(this.aborted);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: ReceivedHeaders,
  ): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.chunks;
    const body = this.chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.chunks);
    this.resolve({ status: this.status, headers: this.headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.reject(error);
  }
}
