const MINUTE_MS = 60_000;

/**
 * The vendor's TransactionId expires this long after it was issued, and an Initialize without a response is rejected
 * after the same time. Source: the vendor's page "Initialize".
 */
export const TRANSACTION_LIFETIME_MS = 30 * MINUTE_MS;

/** The vendor's log is complete this long after the expiry. Source: the vendor's page on its authentication log. */
export const LOG_COMPLETE_MS = 30 * MINUTE_MS;

/** The vendor deletes results this long after the end. Source: the vendor's page "CheckResult". */
export const RESULT_RETENTION_MS = 30 * 24 * 60 * MINUTE_MS;
