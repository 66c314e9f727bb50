import { expectTypeOf, describe, it } from 'vitest';
import type {
  CallbackOptions,
  CheckOptions,
  CircuitBreakerOptions,
  ClientOptions,
  CloudauthCallOptions,
  CloudauthCredentials,
  DeliveryFilter,
  DeliveryOptions,
  HealthOptions,
  HttpOptions,
  IdVerificationModuleOptions,
  IdVerificationStaticOptions,
  InitializeOptions,
  InitializeVerificationDto,
  OutcomeHandlerOptions,
  ProblemDetails,
  RateLimitOptions,
  RetryOptions,
  StatisticsOverTimeRange,
  StatisticsRange,
  VerificationFilter,
  WorkerOptions,
} from 'nestjs-id-verification';

/** Optional members that a host with `exactOptionalPropertyTypes` cannot set to undefined. */
type Exact<T> = {
  [Name in keyof T]-?: object extends Pick<T, Name>
    ? undefined extends Required<T>[Name]
      ? never
      : Name
    : never;
}[keyof T];

describe('optional members of the public types', () => {
  it('accept undefined under exactOptionalPropertyTypes', () => {
    expectTypeOf<
      | Exact<CallbackOptions>
      | Exact<CheckOptions>
      | Exact<CircuitBreakerOptions>
      | Exact<ClientOptions>
      | Exact<CloudauthCallOptions>
      | Exact<CloudauthCredentials>
      | Exact<DeliveryFilter>
      | Exact<DeliveryOptions>
      | Exact<HealthOptions>
      | Exact<HttpOptions>
      | Exact<IdVerificationModuleOptions>
      | Exact<IdVerificationStaticOptions>
      | Exact<InitializeOptions>
      | Exact<InitializeVerificationDto>
      | Exact<OutcomeHandlerOptions>
      | Exact<ProblemDetails>
      | Exact<RateLimitOptions>
      | Exact<RetryOptions>
      | Exact<StatisticsOverTimeRange>
      | Exact<StatisticsRange>
      | Exact<VerificationFilter>
      | Exact<WorkerOptions>
    >().toEqualTypeOf<never>();
  });
});
