import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** Makes the GETs of callbacks and probes; redirects are not followed. */
export class CallbackClient {
  readonly #timeoutMs: number;
  readonly #http = new HttpAgent({ keepAlive: true });
  /** Only loopback addresses are ever called by https, and no public certificate exists for those. */
  readonly #https = new HttpsAgent({ keepAlive: true, rejectUnauthorized: false });
  #closed = false;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * The status of the response. Rejects with Node's error, after the time limit with the code `TIMEOUT`, or with the code
   * `ABORT_ERR` as soon as `signal` aborts.
   */
  get(url: string, signal?: AbortSignal): Promise<number> {
    return this.#get(url, signal, true);
  }

  #get(url: string, signal: AbortSignal | undefined, mayRetry: boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      const request = this.#request(url, signal);
      const limit = setTimeout(() => request.destroy(timeout()), this.#timeoutMs);
      request.on('response', (serverResponse) => {
        serverResponse.resume();
        clearTimeout(limit);
        resolve(serverResponse.statusCode ?? 0);
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(limit);
        // A kept-alive connection that the server just closed is retried on a new one.
        const retries = mayRetry && !this.#closed && request.reusedSocket && error.code === 'ECONNRESET';
        if (retries) resolve(this.#get(url, signal, false));
        else reject(error);
      });
      request.end();
    });
  }

  /** Closes every connection; requests in flight fail, and are not retried. */
  close(): void {
    this.#closed = true;
    this.#http.destroy();
    this.#https.destroy();
  }

  #request(url: string, signal: AbortSignal | undefined): ClientRequest {
    const headers = { 'user-agent': 'cloudauth-emulator', accept: '*/*' };
    const options: RequestOptions = { headers, ...(signal && { signal }) };
    return url.startsWith('https:')
      ? httpsRequest(url, { ...options, agent: this.#https })
      : httpRequest(url, { ...options, agent: this.#http });
  }
}

function timeout(): Error {
  return Object.assign(new Error('the callback took too long'), { code: 'TIMEOUT' });
}
