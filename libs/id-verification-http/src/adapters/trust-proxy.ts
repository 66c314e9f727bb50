import type { TrustedProxies } from './server-options.js';

/** The setting in the form that both frameworks take. A bare number means trust to Express and no trust to Fastify. */
export function trustProxy(
  trusted: TrustedProxies,
): false | string[] | ((_: string, hop: number) => boolean) {
  if (trusted === false) return false;
  return typeof trusted === 'number' ? (_, hop) => hop < trusted : [...trusted];
}
