export { acceptVersion } from './accept-version.js';
export { createHardenedApplication, type HardenedApplicationOptions } from './create-hardened-application.js';
export { createAdapter, useJsonBodies, type AdapterName } from './http-adapter.js';
export { refuseAmbiguous } from './refuse-ambiguous.js';
export type { HttpServerOptions, TrustedProxies } from './server-options.js';
