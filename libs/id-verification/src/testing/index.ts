/** @module nestjs-id-verification/testing */
export { CLIENT_CONTRACT, type ClientContractRule } from './client-contract.js';
export { errorOf, EVERY_ERROR, outcomeOf } from './factories.js';
export { IdVerificationTestingModule } from './id-verification-testing.module.js';
export { overrideIdVerification } from './override-id-verification.js';
export type { IdVerificationTestingOptions } from './replacements.js';
export { ScriptedVendor, type ScriptedVerdict } from './scripted-vendor.js';
export { signedCallbackUrl } from './signed-callback-url.js';
export { EXPIRED_AFTER_MS, TestClock } from './test-clock.js';
