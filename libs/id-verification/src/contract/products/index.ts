import { FACE_LIVENESS } from './face-liveness.js';

/** The product that verifications are of. Its profile is the only place that says what is particular to it. */
export const PRODUCT = FACE_LIVENESS;

/** The vendor's code of each product that can be requested. */
export type ProductCode = typeof PRODUCT.code;

/**
 * The request parameters of `Initialize`, row by row and in the vendor's order: the one place that knows them. The
 * DTO's rules, the request on the wire and an API's description are made from it. Source: the vendor's page
 * "Initialize" (31 January 2026).
 *
 * @publicApi
 */
export const INITIALIZE_PARAMETERS = PRODUCT.parameters;

/**
 * The vendor’s name of a parameter of `Initialize`.
 *
 * @publicApi
 */
export type InitializeParameterName = keyof typeof INITIALIZE_PARAMETERS;
