import type { EmbeddedPostgresErrorCode } from './embedded-postgres.error.js';
import type { ProcessIdentity } from './process-table.js';

/** What the application asks of its guardian, over IPC, where no other process can read it. */
export interface LaunchRequest {
  /** Absolute. */
  readonly dataDirectory: string;
  readonly port: number | undefined;
  readonly database: string;
  readonly ephemeral: boolean;
  /** The pid of the process that asks. */
  readonly application: number;
}

/** What the guardian says. */
export type GuardianReport =
  | {
      readonly type: 'ready';
      readonly url: string;
      readonly version: string;
      readonly server: ProcessIdentity;
    }
  | { readonly type: 'failed'; readonly code: EmbeddedPostgresErrorCode; readonly message: string }
  | { readonly type: 'ended'; readonly reason: string };
