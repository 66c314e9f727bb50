// Every operation that the library calls, one line each.
export { CHECK_RESULT } from './check-result.js';
export { CHECK_VERIFY_LOG } from './check-verify-log.js';
export { DELETE_VERIFY_RESULT } from './delete-verify-result.js';
export { INITIALIZE, INITIALIZE_V2 } from './initialize.js';
export { KEEPALIVE } from './keepalive.js';
