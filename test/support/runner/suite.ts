import type { AdapterName } from '@id-verification/sample';

/** `npm test` proves every promise once; `npm run test:all` repeats what chance or a platform may vary. */
const isAll = process.env['TEST_SUITE'] === 'all';

/** Both platforms that Nest runs on. */
export const ADAPTERS: readonly AdapterName[] = ['express', 'fastify'];

/** The platforms that this run tries a promise on: Express alone, unless it is the exhaustive one. */
export function adapters(): readonly AdapterName[] {
  return isAll ? ADAPTERS : ['express'];
}

/** How often this run repeats what is left to chance. */
export function repetitions(times: { readonly quick: number; readonly all: number }): number {
  return isAll ? times.all : times.quick;
}
