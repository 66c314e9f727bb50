import { Injectable } from '@nestjs/common';
import { InitializeVerificationDto } from './initialize/initialize-verification.dto.js';
import { InitializeService } from './initialize/initialize.service.js';
import type { InitializedVerification } from './initialize/initialized-verification.js';
import { checkMetadata } from './initialize/metadata.js';
import { validateInput } from './validation/validate-input.js';
import type { Page, VerificationFilter } from './verification/verification-filter.js';
import { VerificationReader } from './verification/verification-reader.service.js';
import type { Verification } from './verification/verification.js';

/** What a start takes besides the vendor's parameters. */
export interface InitializeOptions {
  /**
   * Links of your own, kept with the verification: up to 50 texts of up to 500 characters under names of up to 40
   * letters, digits, `_`, `.` and `-`. Keep personal data out of them.
   */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Cancels the start. The same request may be sent again afterwards. */
  readonly signal?: AbortSignal;
}

/**
 * Verifies that people are real, by Alibaba Cloud ID Verification.
 *
 * Every method throws an {@link IdVerificationError} and nothing else; its `code` says what happened.
 *
 * @publicApi
 */
@Injectable()
export class IdVerificationService {
  constructor(
    private readonly starts: InitializeService,
    private readonly reader: VerificationReader,
  ) {}

  /**
   * Starts a verification. MerchantBizId is the idempotency key: the same request again gives the same answer
   * without a second vendor call as long as the verification is pending, also when both come at the same time.
   *
   * @throws IdVerificationValidationError (`invalid_request`) for a parameter that breaks a rule
   * @throws VerificationConflictError `parameters_conflict`: the id was used with other parameters;
   *   `verification_ended`: its verification has passed, failed or expired
   * @throws IdVerificationError with the vendor's refusal or failure, see {@link RETURN_CODES}; `start_in_progress`
   *   when another process is starting it and takes too long
   */
  async initialize(
    request: InitializeVerificationDto,
    options: InitializeOptions = {},
  ): Promise<InitializedVerification> {
    const checked = await validateInput(InitializeVerificationDto, request);
    return this.starts.initialize(checked, checkMetadata(options.metadata), options.signal);
  }

  /**
   * Reads a verification from the database; the vendor is not asked.
   *
   * @throws IdVerificationError `not_found`
   */
  get(merchantBizId: string): Promise<Verification> {
    return this.reader.get(merchantBizId);
  }

  /**
   * Lists verifications, newest first, in pages that stay stable while new ones come in.
   *
   * @throws IdVerificationValidationError for a filter that breaks a rule
   */
  list(filter: VerificationFilter = {}): Promise<Page<Verification>> {
    return this.reader.list(filter);
  }
}
