import type { EnvironmentReader } from './environment-reader.js';
import { isLoopbackHost } from './host-names.js';
import { SANDBOX } from './sandbox-values.js';

/** Where the application listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export function readListenAddress(reader: EnvironmentReader, sandbox: boolean): ListenAddress {
  return {
    host: sandbox ? readSandboxHost(reader) : readHost(reader),
    port: reader.wholeNumber('PORT', 1, 65_535) ?? SANDBOX.port,
  };
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
