import type { CloudauthRegion } from '../contract/endpoint.js';
import { notOfferedHint, PRODUCTS } from '../contract/products/index.js';
import { fail, ok, skip, type Finding } from './finding.js';

/** Checks that the region offers the product. */
export function evaluateProduct(code: string, region: CloudauthRegion): Finding {
  const product = PRODUCTS.find((known) => known.code === code);
  if (product === undefined) return skip('product', `${code.slice(0, 32)} is not one that the library knows`);
  const hint = notOfferedHint(product, region);
  const detail = `${code} in ${region}`;
  return hint === undefined ? ok('product', { detail }) : fail('product', { detail }, hint);
}
