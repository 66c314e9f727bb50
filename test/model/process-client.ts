import type {
  CloudauthResponse,
  CloudauthCallOptions,
  CloudauthClient,
  CloudauthOperation,
  CloudauthParameters,
} from 'nestjs-id-verification';
import type { Life } from './life.js';

/** What watches the calls of every process on their way to the vendor. */
export interface CallWatch {
  leaving(operation: CloudauthOperation, parameters: CloudauthParameters): Promise<void>;
  returned(): void;
  /** Whether the vendor will leave the next call of this operation without a response. */
  willHang(operation: CloudauthOperation): boolean;
}

/** Waiting a hung call out to its usual deadline would show nothing more, and take the time of many histories. */
const DEADLINE_OF_HUNG_CALL_MS = 20;

/** The genuine client of one process, which may die at either end of a call, or stand still. */
export class ProcessClient implements CloudauthClient {
  constructor(
    private readonly genuine: CloudauthClient,
    private readonly life: Life,
    private readonly watch: CallWatch,
  ) {}

  async call(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    options: CloudauthCallOptions,
  ): Promise<CloudauthResponse> {
    this.life.passes('before the vendor hears');
    const timeoutMs = this.watch.willHang(operation) ? DEADLINE_OF_HUNG_CALL_MS : options.timeoutMs;
    try {
      await this.watch.leaving(operation, parameters);
      return await this.genuine.call(operation, parameters, { ...options, timeoutMs });
    } finally {
      this.watch.returned();
      await this.life.mayStall();
      this.life.passes('after the vendor answered');
    }
  }

  close(): Promise<void> {
    return this.genuine.close();
  }
}
