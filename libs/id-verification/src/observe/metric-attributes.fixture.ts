const OPERATION = '`vendor.operation`';
const ERROR = '`error.type`';
const POOL = '`db.client.connection.pool.name`';

/** The attributes of metrics besides the instance, without the prefix `id_verification.`, with their values. */
export const METRIC_ATTRIBUTES: Readonly<Record<string, string>> = {
  'id_verification.build.info': '`version`',
  'id_verification.initialize.duration': '`outcome`: `initialized`, `replayed` or an error code',
  'id_verification.verdicts': '`status`, `reason`; a forced erasure is in `erasures`',
  'id_verification.time_to_verdict': '`status`: `passed` or `failed`',
  'id_verification.vendor.call.duration': `${OPERATION}, ${ERROR} of calls that failed`,
  'id_verification.vendor.retries': `${OPERATION}, ${ERROR} of the call before`,
  'id_verification.vendor.responses_not_understood': `${OPERATION}, ${ERROR}`,
  'id_verification.rate_limit.wait': `${OPERATION}, \`outcome\`: \`granted\` or a refusal`,
  'id_verification.rate_limit.slow_downs': OPERATION,
  'id_verification.deliveries': '`handler`, `result`: `delivered`, `failed` or `dead_lettered`',
  'id_verification.evidence': '`result`: `delivered`, `failed` or `lost`',
  'id_verification.erasures': '`result`: `deleted`, `unsupported` or `never_there`',
  'id_verification.circuit_breaker.state': '`state`: `closed`, `open`, `half-open` or `off`',
  'id_verification.health.problem': '`problem`',
  'id_verification.rate_limit.limit': OPERATION,
  'id_verification.rate_limit.pace': OPERATION,
  'id_verification.rate_limit.used': OPERATION,
  'id_verification.rate_limit.waiting': OPERATION,
  'db.client.connection.count': `${POOL}, \`db.client.connection.state\`: \`idle\` or \`used\``,
  'db.client.connection.max': POOL,
  'db.client.connection.pending_requests': POOL,
};
