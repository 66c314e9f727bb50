export { ApiProblems } from './api-problems.decorator.js';
export { bodySchema, createVerificationSchema } from './create-verification.schema.js';
export { CURSOR_EXAMPLE } from '../verifications/cursor-example.js';
export { DescribesHealth, DescribesLiveness, DescribesReadiness } from './health.description.js';
export { IDEMPOTENCY_KEY_HEADER } from './idempotency-key.header.js';
export { CALLBACK_PATHS, DOCS_PATHS } from './library-paths.js';
export { LOCATION } from './location.header.js';
export { MERCHANT_BIZ_ID } from './merchant-biz-id.parameter.js';
export { createOpenApiDocument, type OpenApiParts } from './open-api-document.js';
export { problemSchema } from './problem.schema.js';
export {
  BEHIND_A_KEY,
  BEHIND_A_KEY_TO_CHANGE,
  OF_A_VENDOR_CALL,
  OF_AN_INITIALIZE,
  WITH_A_BODY,
} from './route-problems.js';
export { SCHEMA_NAMES, schemaReference } from './schema-reference.js';
export {
  DescribesCancellation,
  DescribesCheck,
  DescribesErasure,
  DescribesEvents,
  DescribesHistory,
  DescribesMetadataUpdate,
} from './verification-follow-up.description.js';
export {
  DescribesFilter,
  DescribesPage,
  DescribesList,
  DescribesReading,
  DescribesRoutes,
  DescribesStart,
  type StartDescription,
} from './verifications.description.js';
