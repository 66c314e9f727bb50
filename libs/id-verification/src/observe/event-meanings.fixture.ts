/** What each log event means for an operator, for the reference. */
export const EVENT_MEANINGS: Readonly<Record<string, string>> = {
  account_unavailable:
    'The option `accounts` gave no account for a tenant: it failed, returned something invalid, or no longer knows the tenant. Calls for this tenant are retried; others go on.',
  app_quality_check_ignored:
    "`appQualityCheck: 'Y'` with the MetaInfo of a browser, which the vendor ignores; logged once.",
  callback_unreachable: '`callback.url`, requested after boot, did not lead to the callback route.',
  check_failed:
    'A check failed; it is retried on the schedule of checks. As a worker’s line: the worker failed, usually because of the database.',
  check_request_failed:
    'Check requests of callbacks could not be stored; they are retried, and scheduled checks replace lost ones.',
  circuit_closed: 'The vendor responds again.',
  circuit_opened: 'Most calls of this process failed: it makes none for `halfOpenAfterMs`.',
  clock_correct: 'This machine’s clock agrees with the vendor’s again.',
  clock_skewed:
    'This machine’s clock is more than a minute off the vendor’s; an error beyond five minutes. Synchronise it by NTP.',
  credentials_unavailable: 'The credentials provider failed at boot.',
  deliver_failed:
    'The worker of deliveries failed, usually because of the database; the delivery is retried.',
  delivered_before_error:
    'The outcome is delivered, but something failed after the commit, such as a subscriber of the data source.',
  delivery_concurrency_lowered: 'The pool is too small for `delivery.concurrency`.',
  delivery_dead_lettered: 'A handler failed at its last attempt: fix it, then call `redeliver`.',
  delivery_delayed: 'The database failed before the handler was called; the attempt does not count.',
  delivery_failed: 'A handler failed and is retried; `error` is the class of its error.',
  erase_failed: 'The worker of erasures failed, usually because of the database; it retries.',
  erasure_done: 'An erasure is complete.',
  erasure_not_found:
    'The vendor does not know the TransactionId of an erasure, and the AccessKey, region or hash key is not that of its initialize: the deletion is retried until the vendor’s 30 days are over.',
  evidence_delivered: 'The sink has received the evidence of a verdict.',
  evidence_failed: 'The evidence could not be fetched or the sink failed; it is retried for 30 days.',
  evidence_lost:
    'The vendor no longer has evidence that the sink has not received. The verdict is not affected.',
  expiry_explained: 'The drop-off reason of an expired verification was read.',
  expiry_unexplained:
    'The vendor’s log did not say why a user did not finish; the verification has no drop-off reason.',
  explain_failed: 'The drop-off reason could not be read; it is retried if the error is retryable.',
  face_image_too_large: 'The response with the image was too large; the verdict was requested without it.',
  handler_outcomes_dropped:
    'A handler registers fewer outcomes than the release before; no deliveries are created for the others.',
  handler_registered_again:
    'A handler of this process was not registered any more. It gets outcomes again; those in between were not stored for it.',
  heartbeat_failed:
    'The heartbeat of the handlers could not be stored; after 15 minutes without one they count as inactive.',
  initialize_failed: 'An initialize failed; `code` and `hint` name cause and fix.',
  listen_failed: 'LISTEN failed or its connection broke: polls replace notifications until it is restored.',
  migration_skipped: '`synchronize` has created the tables, so the migrations did not run.',
  outcome_handlers_not_registered: 'Decorated methods that no provider has: list their class in `providers`.',
  poll_failed: 'The poll for due work failed, usually because of the database; it is repeated.',
  product_not_offered: 'The region does not offer a product of `products`.',
  purge_failed: 'The purge failed, usually because of the database; it is repeated.',
  roll_up_failed:
    'The roll-up of statistics failed, usually because of the database; it is repeated, and statistics count one by one meanwhile.',
  purged: 'Verifications were deleted after their retention.',
  rate_limit_slowed_down: 'The vendor throttled calls: all processes make fewer calls for a while.',
  reject_failed:
    'Verifications whose initialize was not retried within 30 minutes could not be rejected; the worker retries.',
  request_unreadable: 'The server refused a request that it could not parse.',
  response_not_understood:
    'A response did not come from the vendor, belonged to another request, or had an unknown format. Check proxies first, then the vendor’s release notes.',
  security_level_standard: 'A verification in live mode has `securityLevel` `01`; logged once.',
  setting_unknown: 'A variable looks like a misspelt setting.',
  signing_date_corrected:
    'Requests are dated by the vendor’s `Date`, so many seconds from this machine’s clock.',
  started: 'The module runs; the line names callback route, handlers and workers of the process.',
  transaction_ids_unknown:
    'The vendor knows none of the TransactionIds of a batch: compare account and region with those of initialize. No verification ends by it.',
  vendor_refusal:
    'The vendor refused a call; its message, without any value that was sent, for Initialize only.',
  verdict_overdue:
    'A verification has no verdict a day after its end; the vendor deletes the result at `deletedAtVendor`.',
  verification_ended: 'A verification has ended; an error if no result could be read.',
  verification_initialized: 'The vendor returned a TransactionId.',
};
