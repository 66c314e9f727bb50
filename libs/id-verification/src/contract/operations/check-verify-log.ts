import { isObject, parseObject } from '../../validation/json-object.js';
import { text, type CloudauthResult } from '../cloudauth-result.js';
import { nativeSubCodes, type NativeSubCode } from '../native-sub-codes.js';
import type { Operation } from './operation.js';

/**
 * The user's progress.
 *
 * @publicApi
 */
export type VerifyStatus = 'finished' | 'not_finished' | 'not_started' | 'unknown';

/**
 * What the client measured. The named fields are those of the vendor's SDK; the vendor may add or omit fields.
 *
 * @publicApi
 */
export interface VerifyLogStatistics {
  /** How often the face step took too long. */
  readonly faceOverTimes?: unknown;
  /** Whether the user refused the permission to use the camera. */
  readonly hasFacePermissionRefuse?: unknown;
  /** The time on each page, by its name, for example `FACE`. */
  readonly pageStayTimeInfo?: unknown;
  readonly [name: string]: unknown;
}

/**
 * Why a user did not finish, according to the vendor's log. Source: the vendor's page on its authentication log.
 *
 * @publicApi
 */
export interface VerifyLog {
  readonly verifyStatus: VerifyStatus;
  /** The client SDK's result code, for example `1006`. */
  readonly errorCode: string | undefined;
  /** The documented meaning of the code. */
  readonly errorReason: VerifyErrorReason | undefined;
  /**
   * The subcodes of the native SDK for the code, with their meaning: one if the log names it, else all that an app may
   * have got.
   */
  readonly nativeSubCodes: readonly NativeSubCode[];
  /** The page on which the user left, for example `FACE`; in Chinese if the vendor has no English name. */
  readonly interruptPage: string | undefined;
  /** The steps that the client reported. */
  readonly steps: readonly string[];
  readonly statistics: VerifyLogStatistics | undefined;
}

const STATUSES: Readonly<Record<string, VerifyStatus>> = {
  '0': 'finished',
  '1': 'not_finished',
  '2': 'not_started',
};

const ERROR_REASONS = {
  '1000': 'passed',
  '1001': 'failed',
  '1002': 'system_error',
  '1003': 'sdk_initialization_failed',
  '1004': 'camera_error',
  '1005': 'network_error',
  '1006': 'user_exit',
  '1007': 'transaction_invalid',
  '1009': 'client_clock_wrong',
  '1011': 'wrong_document_type',
  '1012': 'key_information_missing',
  '1013': 'image_quality',
  '1014': 'too_many_errors',
  '1015': 'android_too_old',
  '1016': 'no_camera_permission',
  '9999': 'suspected_interruption',
} as const;

/**
 * The reason in the vendor's log why a user did not finish.
 *
 * @publicApi
 */
export type VerifyErrorReason = (typeof ERROR_REASONS)[keyof typeof ERROR_REASONS];

/** Free of charge. The log is available after the 30 minutes of a verification, for 30 days. */
export const CHECK_VERIFY_LOG = {
  name: 'CheckVerifyLog',
  form: ['MerchantBizId', 'TransactionId'],
  isIdempotent: true,
  successCodes: ['Success'],
  sdk: { method: 'checkVerifyLogWithOptions', request: 'CheckVerifyLogRequest' },
  decode: verifyLog,
} as const satisfies Operation<VerifyLog>;

function verifyLog({ result }: CloudauthResult): VerifyLog {
  const loggedCode = text(result['VerifyErrorCode']);
  // The page documents numbers; a subcode names its number.
  const errorCode = loggedCode?.replace(/^A(\d+)_\d+$/, '$1');
  const steps = result['LogInfoEn'] ?? result['LogInfo'];
  return {
    verifyStatus: STATUSES[text(result['VerifyStatus']) ?? ''] ?? 'unknown',
    errorCode,
    errorReason: errorReason(errorCode),
    nativeSubCodes: nativeSubCodes(errorCode, [loggedCode, result['SubCode']]),
    interruptPage: text(result['InterruptPageEn']) ?? text(result['InterruptPage']),
    steps: Array.isArray(steps) ? steps.filter((step) => typeof step === 'string') : [],
    statistics: statistics(result['LogStatisticsInfo']),
  };
}

/** Documented as JSON text. */
function statistics(value: unknown): VerifyLogStatistics | undefined {
  if (isObject(value)) return value;
  return typeof value === 'string' ? parseObject(value) : undefined;
}

function errorReason(code: string | undefined): VerifyErrorReason | undefined {
  const entry = Object.entries(ERROR_REASONS).find(([known]) => known === code);
  return entry?.[1];
}
