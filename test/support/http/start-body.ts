import { META_INFO } from '../vendor/initialize-parameter-cases.js';

/** The least that a caller must send to start a verification. */
export const LEAST_BODY = { merchantUserId: 'user-1', metaInfo: META_INFO } as const;
