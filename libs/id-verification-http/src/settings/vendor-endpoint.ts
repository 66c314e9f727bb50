import { z } from 'zod';
import { isPublicHost } from './host-names.js';

/** Where an emulator listens unless a setting says otherwise. */
export const EMULATOR_PORT = 4010;

/** The address in place of the region's, in a live application. */
export function vendorEndpoint() {
  return z
    .string()
    .refine((text) => originOf(text) !== undefined, {
      error: 'must be a host, or https://host:port without a path',
      abort: true,
    })
    .refine((text) => !mayBeEmulator(originOf(text)), {
      error:
        'is not a public host, or looks like an emulator, which only the sandbox may talk to: remove it to use the endpoint of ID_VERIFICATION_REGION',
    });
}

/**
 * The address of the emulator, in a sandbox. With its scheme: without one it would mean https, which no emulator speaks.
 *
 * @publicApi
 */
export function emulatorEndpoint() {
  return z
    .string()
    .refine((text) => text.includes('://') && originOf(text) !== undefined, {
      error: 'must be http://host:port without a path',
      abort: true,
    })
    .refine((text) => !/(^|\.)aliyuncs\.com$/i.test(originOf(text)?.hostname ?? ''), {
      error: 'must be the emulator in the sandbox, which has no keys for Alibaba Cloud: remove it',
    })
    .default(`http://127.0.0.1:${EMULATOR_PORT}`);
}

/** A bare host or host:port counts as https. */
function originOf(endpoint: string): URL | undefined {
  const text = endpoint.includes('://') ? endpoint : `https://${endpoint}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isOrigin = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  return isOrigin && /^https?:$/.test(url.protocol) ? url : undefined;
}

function mayBeEmulator(url: URL | undefined): boolean {
  return (
    url === undefined ||
    url.protocol !== 'https:' ||
    !isPublicHost(url.hostname) ||
    url.port === '0' ||
    url.port === String(EMULATOR_PORT)
  );
}
