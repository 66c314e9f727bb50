/** @module nestjs-id-verification */
export { ID_VERIFICATION_CLOCK, ID_VERIFICATION_RANDOM, type Clock, type Random } from './time/clock.js';
export type {
  CloudauthResponse,
  CloudauthAccount,
  CloudauthCallOptions,
  CloudauthClient,
} from './contract/cloudauth-client.js';
export type { CloudauthOperation } from './contract/cloudauth-operation.js';
export type { CloudauthParameters } from './contract/operations/operation.js';
export { createCloudauthClient } from './vendor/create-cloudauth-client.js';
export type {
  CloudauthCredentials,
  CloudauthCredentialsFactory,
  CloudauthCredentialsProvider,
} from './contract/credentials.js';
export { CLOUDAUTH_REGIONS, type CloudauthNetwork, type CloudauthRegion } from './contract/endpoint.js';
export { interpretResponse } from './vendor/interpret-response.js';
export type { CloudauthResult } from './contract/cloudauth-result.js';
export { RETURN_CODES, type ReturnCode } from './contract/return-codes.js';
export type { DropOffReason } from './contract/drop-off-reason.js';
export type {
  EvidenceFields,
  EvidenceOwner,
  EvidenceParameters,
  EvidenceSink,
  FaceInfo,
  VerificationEvidence,
} from './contract/evidence.js';
export type {
  VerifyErrorReason,
  VerifyLog,
  VerifyLogStatistics,
  VerifyStatus,
} from './contract/operations/check-verify-log.js';
export type { NativeSubCode } from './contract/native-sub-codes.js';
export { IdVerificationConfigurationError } from './errors/configuration.error.js';
export { ERROR_CODES, type ErrorTraits, type IdVerificationErrorCode } from './errors/error-codes.js';
export { IdVerificationError } from './errors/id-verification.error.js';
export { IdVerificationValidationError, type FieldError } from './errors/validation.error.js';
export { getIdVerificationHealthToken } from './health/get-id-verification-health-token.js';
export { getIdVerificationServiceToken } from './get-id-verification-service-token.js';
export {
  IdVerificationHealthIndicator,
  type HealthOptions,
  type VerificationIndication,
} from './health/id-verification.health.js';
export {
  HEALTH_PROBLEM_CODES,
  type HealthProblem,
  type HealthProblemCode,
  type HealthSeverity,
} from './health/health-problem.js';
export type {
  DatabaseHealth,
  RateLimitHealth,
  VendorHealth,
  VerificationHealth,
  WorkHealth,
} from './health/verification-health.js';
export { IdVerificationExceptionFilter } from './http/id-verification-exception.filter.js';
export { IdVerificationValidationPipe } from './http/id-verification-validation.pipe.js';
export { problemType, toProblemDetails, type ProblemDetails } from './http/problem-details.js';
export { IdVerificationModule } from './id-verification.module.js';
export type { IdVerificationStaticOptions } from './id-verification.module-definition.js';
export { InjectIdVerification } from './inject-id-verification.decorator.js';
export {
  IdVerificationService,
  type CheckedVerification,
  type CheckOptions,
  type InitializeOptions,
} from './id-verification.service.js';
export type { InitializeParameter } from './contract/initialize-parameters.js';
export { INITIALIZE_PARAMETERS, type InitializeParameterName } from './contract/products/index.js';
export { FACE_IDU } from './contract/products/face-idu.js';
export { FACE_LIVENESS } from './contract/products/face-liveness.js';
export { FACE_LIVENESS_PRO } from './contract/products/face-liveness-pro.js';
export { defineProduct, type FailureReason, type ProductProfile } from './contract/products/product.js';
export { FURTHER_PARAMETERS } from './contract/further-parameters.js';
export { initializeRequestClass } from './steps/initialize/request-class.js';
export { InitializeVerificationDto } from './steps/initialize/initialize-verification.dto.js';
export type { InitializedVerification } from './steps/initialize/initialized-verification.js';
export { newMerchantBizId } from './contract/merchant-biz-id.js';
export { VerificationConflictError } from './verification/verification-conflict.error.js';
export type { TenantAccount, TenantAccounts } from './options/account-options.js';
export type { ClientOptions, HttpOptions } from './options/client-options.js';
export type {
  CallbackOptions,
  IdVerificationModuleOptions,
  MaxAttemptsPerUserOptions,
} from './options/id-verification-options.js';
export type { NamedKey } from './options/key-ring.option.js';
export type { CircuitBreakerOptions, RateLimitOptions, RetryOptions } from './options/resilience-options.js';
export type { DeliveryOptions, WorkerOptions } from './options/worker-options.js';
export type { DeliveryFilter, UndeliveredOutcome } from './steps/outcome/delivery-filter.js';
export {
  OnVerificationOutcome,
  type OutcomeHandler,
  type OutcomeHandlerOptions,
} from './steps/outcome/on-verification-outcome.decorator.js';
export {
  OUTCOME_NAMES,
  type OutcomeName,
  VerificationOutcome,
} from './steps/outcome/verification-outcome.js';
export type { ErasureReceipt } from './steps/erasure/erasure-receipt.js';
export type { WorkReport } from './runtime/due-work.service.js';
export { ID_VERIFICATION_ENTITIES } from './storage/entities.js';
export {
  connectMigrated,
  DATA_SOURCE_DEFAULTS,
  migrateDatabase,
  pendingDatabaseMigrations,
  type MigrationsRun,
} from './storage/host-database.js';
export { migrateIdVerification } from './storage/migrate.js';
export { ID_VERIFICATION_MIGRATIONS } from './storage/migrations/index.js';
export { pendingIdVerificationMigrations } from './storage/pending-migrations.js';
export { IdVerificationStorageError } from './storage/storage.error.js';
export { VERIFICATION_STATUSES, type VerificationStatus } from './storage/verification-status.js';
export { VerificationEntity } from './storage/verification.entity.js';
export { validateInput } from './validation/validate-input.js';
export type { StatisticsOverTimeRange } from './statistics/statistics-over-time.js';
export { PAGE_LIMIT, type Page, type PageRequest } from './validation/page.js';
export type { VerificationEvent } from './verification/history.service.js';
export type { OperatorAction } from './verification/operator-action.js';
export { VERIFICATION_EVENT_TYPES, type VerificationEventType } from './storage/verification-event.js';
export type { VerificationFilter } from './verification/verification-filter.js';
export { VERIFICATION_REASONS, type VerificationReason } from './storage/verification-reason.js';
export type {
  StatisticsBucket,
  StatisticsRange,
  VerificationStatistics,
} from './statistics/verification-statistics.js';
export type { Verification } from './verification/verification.js';
