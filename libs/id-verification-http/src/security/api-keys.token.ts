/** Injects the keys that are known. */
export const API_KEYS = Symbol('API_KEYS');
