import { createRequire } from 'node:module';
import { resolve } from 'node:path';

/**
 * Requires packages of a built checkout, by default of this one, so that two states of the library can be measured in
 * one run.
 */
export function fromCheckout(checkout = '.') {
  return createRequire(resolve(import.meta.dirname, '../..', checkout, 'bench/from-here.cjs'));
}
