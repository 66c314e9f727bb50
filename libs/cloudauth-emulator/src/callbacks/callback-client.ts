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

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** The status of the response. Rejects with Node's error, or after the time limit with the code `TIMEOUT`. */
  get(url: string): Promise<number> {
    return this.#get(url, true);
  }

  #get(url: string, mayRetry: boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      const request = this.#request(url);
      const limit = setTimeout(() => request.destroy(timeout()), this.#timeoutMs);
      request.on('response', (serverResponse) => {
        serverResponse.resume();
        clearTimeout(limit);
        resolve(serverResponse.statusCode ?? 0);
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(limit);
        // A kept-alive connection that the server just closed is retried on a new one.
        if (mayRetry && request.reusedSocket && error.code === 'ECONNRESET') resolve(this.#get(url, false));
        else reject(error);
      });
      request.end();
    });
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #request(url: string): ClientRequest {
    const options: RequestOptions = { headers: { 'user-agent': 'cloudauth-emulator', accept: '*/*' } };
    return url.startsWith('https:')
      ? httpsRequest(url, { ...options, agent: this.#https })
      : httpRequest(url, { ...options, agent: this.#http });
  }
}

function timeout(): Error {
  return Object.assign(new Error('the callback took too long'), { code: 'TIMEOUT' });
}
