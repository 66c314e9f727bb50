import { isObject, parseObject } from '../validation/json-object.js';
import { text, type CloudauthResult } from './cloudauth-result.js';

/**
 * What `ExtFaceInfo` says of the face. The named fields were seen in responses for FACE_LIVENESS; the vendor may add
 * others, and may leave any of them out.
 *
 * @publicApi
 */
export interface FaceInfo {
  /** `Y` where an attack was found. */
  readonly faceAttack?: unknown;
  /** `Y` where the face was covered. */
  readonly faceOcclusion?: unknown;
  /** A score, for example `67.12`; another operation of the vendor returns a word. */
  readonly faceQuality?: unknown;
  readonly [name: string]: unknown;
}

/**
 * Every field of the vendor's `Result` besides `Passed` and `SubCode`, by the vendor's names. A JSON text is parsed,
 * anything else is as it was sent.
 *
 * @publicApi
 */
export interface EvidenceFields {
  /** Without the face image. */
  readonly ExtFaceInfo?: FaceInfo | undefined;
  readonly [name: string]: unknown;
}

/**
 * What the vendor returns with a verdict besides the verdict. The library hands it on and neither stores nor logs it.
 *
 * For a request with `docVideo: 'Y'` the fields contain a link to the video where the vendor has one. Under which name
 * is not documented: search for an https address. The link is valid for 15 minutes; the vendor deletes the video 30
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
   * evidence, so let it overwrite by `merchantBizId`. What it throws, and what takes longer than `delivery.timeoutMs`, is
   * retried with backoff for as long as the vendor keeps the evidence.
   */
  receive(owner: EvidenceOwner, evidence: VerificationEvidence): Promise<void> | void;
}

/** Tolerant: whatever the fields hold, they never cost a verdict. */
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

/** A JSON text by the vendor's page; an object in some responses. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? (parseObject(value) ?? value) : value;
}
