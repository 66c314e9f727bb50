/**
 * Undici is a third of the time to import this package, which unit tests and hosts with a client of their own would spend
 * in vain.
 */
export function loadUndici(): typeof import('undici') {
  return require('undici');
}
