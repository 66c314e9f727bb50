import type { AdapterName } from '@id-verification/sample';

/** `npm test` proves every promise once; `npm run test:all` repeats what chance or a platform may vary. */
const isAll = process.env['TEST_SUITE'] === 'all';

/** Both platforms that Nest runs on. */
export const ADAPTERS: readonly AdapterName[] = ['express', 'fastify'];

/** The platforms that this run tries a promise on: Express alone, unless it is the exhaustive one. */
export function adapters(): readonly AdapterName[] {
  return bySuite({ quick: ['express'], all: ADAPTERS });
}

/** What this run tries: how often, or which variants. */
export function bySuite<Value>(values: { readonly quick: Value; readonly all: Value }): Value {
  return isAll ? values.all : values.quick;
}
