import type { EnvironmentReader } from './environment-reader.js';
import { isLoopbackHost } from './host-names.js';
import { SANDBOX } from './sandbox-values.js';

/** Where the application listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export function readListenAddress(reader: EnvironmentReader, sandbox: boolean): ListenAddress {
  return { host: sandbox ? readSandboxHost(reader) : readHost(reader), port: readPort(reader) };
}

function readHost(reader: EnvironmentReader): string {
  if (reader.optional('SANDBOX_HOST') !== undefined) {
    reader.refuse('SANDBOX_HOST', 'belongs to the sandbox: remove it, HOST says where to listen');
  }
  return reader.optional('HOST') ?? '0.0.0.0';
}

/**
 * The sandbox's key is known to everybody, so that only this machine may reach it. SANDBOX_HOST is for containers,
 * where the loopback address leads nowhere and the container's network takes its place as the fence.
 */
function readSandboxHost(reader: EnvironmentReader): string {
  const host = reader.optional('HOST') ?? '127.0.0.1';
  if (!isLoopbackHost(host)) {
    reader.refuse(
      'HOST',
      'must be a loopback address in the sandbox, for example 127.0.0.1; in a private container network set SANDBOX_HOST instead',
    );
  }
  return reader.optional('SANDBOX_HOST') ?? host;
}

function readPort(reader: EnvironmentReader): number {
  const port = reader.optional('PORT') ?? String(SANDBOX.port);
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    reader.refuse('PORT', 'must be a whole number from 1 to 65535');
  }
  return Number(port);
}
