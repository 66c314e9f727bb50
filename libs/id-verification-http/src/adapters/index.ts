export { createAdapter, useJsonBodies, type AdapterName } from './http-adapter.js';
export { refuseAmbiguous } from './refuse-ambiguous.js';
export type { HttpServerOptions, ServerLimits, TrustedProxies } from './server-options.js';
