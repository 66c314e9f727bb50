import { SANDBOX } from './sandbox-values.js';
import type { EnvironmentReader } from './environment-reader.js';
import { isPublicHost } from './host-names.js';

/** The address in place of the region's, in the live application. */
export function readVendorEndpoint(reader: EnvironmentReader): string | undefined {
  const endpoint = reader.optional('ID_VERIFICATION_ENDPOINT');
  if (endpoint === undefined) return undefined;
  const url = originOf(endpoint);
  if (url === undefined) {
    reader.refuse('ID_VERIFICATION_ENDPOINT', 'must be a host, or https://host:port without a path');
  } else if (mayBeEmulator(url)) {
    reader.refuse(
      'ID_VERIFICATION_ENDPOINT',
      'is not a public host, or looks like an emulator, which only the sandbox may talk to: remove it to use the endpoint of ID_VERIFICATION_REGION',
    );
  }
  return endpoint;
}

/** The address of the emulator, in the sandbox. */
export function readEmulatorEndpoint(reader: EnvironmentReader): string {
  const endpoint = reader.optional('ID_VERIFICATION_ENDPOINT') ?? `http://127.0.0.1:${SANDBOX.emulatorPort}`;
  const url = originOf(endpoint);
  if (url === undefined) {
    reader.refuse('ID_VERIFICATION_ENDPOINT', 'must be http://host:port without a path');
  } else if (/(^|\.)aliyuncs\.com$/i.test(url.hostname)) {
    reader.refuse(
      'ID_VERIFICATION_ENDPOINT',
      'must be the emulator in the sandbox, which has no keys for Alibaba Cloud: remove it',
    );
  }
  return endpoint;
}

/** A bare host or host:port counts as https. */
function originOf(endpoint: string): URL | undefined {
  const text = endpoint.includes('://') ? endpoint : `https://${endpoint}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isOrigin = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  return isOrigin && /^https?:$/.test(url.protocol) ? url : undefined;
}

function mayBeEmulator(url: URL): boolean {
  return (
    url.protocol !== 'https:' ||
    !isPublicHost(url.hostname) ||
    url.port === '0' ||
    url.port === String(SANDBOX.emulatorPort)
  );
}
