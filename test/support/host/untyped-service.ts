import type { IdVerificationService, InitializedVerification } from 'nestjs-id-verification';

/** The service as a caller without types sees it: nothing keeps it from passing anything. */
export interface UntypedService {
  initialize(request: unknown, options?: unknown): Promise<InitializedVerification>;
}

export function withoutTypes(service: IdVerificationService): UntypedService {
  return service;
}
