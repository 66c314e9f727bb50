import { isObject, parseObject } from '../validation/json-object.js';
import { text, type CloudauthResult } from './cloudauth-result.js';

/**
 * The contents of `ExtFaceInfo`. The named fields were observed in responses for FACE_LIVENESS; the vendor may add or
 * omit fields.
 *
 * @publicApi
 */
export interface FaceInfo {
  /** `Y` if an attack was detected. */
  readonly faceAttack?: unknown;
  /** `Y` if the face was covered. */
  readonly faceOcclusion?: unknown;
  /** A score, for example `67.12`; another operation of the vendor returns a word. */
  readonly faceQuality?: unknown;
  readonly [name: string]: unknown;
}

/**
 * Every field of the vendor's `Result` besides `Passed` and `SubCode`, by the vendor's names. JSON texts are parsed;
 * other values are unchanged.
 *
 * @publicApi
 */
export interface EvidenceFields {
  /** Without the face image. */
  readonly ExtFaceInfo?: FaceInfo | undefined;
  readonly [name: string]: unknown;
}

/**
 * What the vendor returns with a verdict on request, besides the face image. Source: the model of CheckResult in the
 * vendor's SDK 3.21.2; whether each one has an effect on `FACE_LIVENESS`, and the fields that it adds, are not
 * documented.
 *
 * @publicApi
 */
export interface EvidenceParameters {
  /** `Y`: with the result of the anti-spoofing detection. */
  readonly returnFiveCategorySpoofResult?: 'Y' | 'N' | undefined;
  /** "The additional information to return": 1 to 200 printable characters; the vendor lists no values. */
  readonly extraImageControlList?: string | undefined;
}

/** The values of {@link EvidenceParameters.extraImageControlList}. */
export const EXTRA_IMAGE_CONTROL_LIST = /^[\x20-\x7e]{1,200}$/;

/**
 * The data that the vendor returns with a verdict. The library passes it on and neither stores nor logs it.
 *
 * For a request with `docVideo: 'Y'` the fields contain a link to the video if the vendor has one. The field name is
 * not documented: search for an https address. The link is valid for 15 minutes; the vendor deletes the video 30
 * minutes after the user has finished, everything else 30 days after that. Source: the vendor's page "CheckResult".
 *
 * @publicApi
 */
export interface VerificationEvidence {
  /** The face image's bytes, usually JPEG; the vendor returns it for a user who passed. */
  readonly faceImage: Uint8Array | undefined;
  readonly fields: EvidenceFields;
}

/**
 * The verification that evidence belongs to.
 *
 * @publicApi
 */
export interface EvidenceOwner {
  readonly merchantBizId: string;
  readonly transactionId: string;
  readonly status: 'PASSED' | 'FAILED';
  readonly metadata: Readonly<Record<string, string>>;
  readonly completedAt: Date;
}

/**
 * Receives evidence once a verdict is stored.
 *
 * @publicApi
 */
export interface EvidenceSink {
  /**
   * Stores evidence, at least once for each verification that has a verdict: it may be called again with the same
   * evidence, so let it overwrite by `merchantBizId`. An error, and a call that exceeds `delivery.timeoutMs`, is
   * retried with backoff for as long as the vendor keeps the evidence.
   */
  receive(owner: EvidenceOwner, evidence: VerificationEvidence): Promise<void> | void;
}

/** Tolerant: unexpected fields never make a verdict unreadable. */
export function evidenceOf({ result }: CloudauthResult): VerificationEvidence {
  const { Passed: _passed, SubCode: _subCode, ...rest } = result;
  const fields = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, parsed(value)]));
  const info = fields['ExtFaceInfo'];
  if (!isObject(info)) return { faceImage: undefined, fields };
  const { faceImg: image, ...others } = info;
  const base64 = text(image);
  return {
    faceImage: base64 === undefined ? undefined : Buffer.from(base64, 'base64'),
    fields: { ...fields, ExtFaceInfo: others },
  };
}

/** Documented as JSON text; an object in some responses. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? (parseObject(value) ?? value) : value;
}
