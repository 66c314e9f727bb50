import { FromVendorTable } from '../../contract/from-vendor-table.decorator.js';
import { IsExtraParameters } from './is-extra-parameters.decorator.js';
import { IsTemplate } from './is-template.decorator.js';
import { IsModelForDevice } from './is-model-for-device.decorator.js';

/**
 * The request parameters of `Initialize` with the rules of the vendor's table. An optional parameter is absent or
 * valid, never null and never empty.
 *
 * @publicApi
 * @see INITIALIZE_PARAMETERS for limits, values and defaults
 */
export class InitializeVerificationDto {
  /** The verification solution. */
  @FromVendorTable()
  readonly productCode!: string;

  /** Your name for the scene: up to 10 letters, digits and underscores. */
  @FromVendorTable()
  readonly sceneCode?: string | undefined;

  /** Your unique id of this verification: up to 32 letters and digits. The idempotency key. */
  @FromVendorTable()
  readonly merchantBizId!: string;

  /** The result of the client's `getMetaInfo()`, as JSON text; sent to the vendor unchanged and never stored. */
  @FromVendorTable()
  readonly metaInfo!: string;

  /** Your id of the user; stored and sent as a keyed hash unless the option `merchantUserId` is `'plain'`. */
  @FromVendorTable()
  readonly merchantUserId!: string;

  /**
   * `01` standard or `02` safe mode. Default: `02`, which is sent explicitly because the vendor's pages state different
   * defaults. Use `01` for test devices only: in live mode it is logged once (`security_level_standard`).
   */
  @FromVendorTable()
  readonly securityLevel?: '01' | '02' | undefined;

  /** `LIVENESS` (blinking), `PHOTINUS_LIVENESS` (blinking and coloured light, not on a PC) or, with `FACE_LIVENESS_PRO`, `TEMPLATE`. */
  @FromVendorTable()
  @IsModelForDevice()
  @IsTemplate()
  readonly model?: 'LIVENESS' | 'PHOTINUS_LIVENESS' | 'TEMPLATE' | undefined;

  /** `Y` keeps a video of one to two seconds. */
  @FromVendorTable()
  readonly docVideo?: 'Y' | 'N' | undefined;

  /** A callback URL for this verification, instead of the module's. */
  @FromVendorTable()
  readonly callbackUrl?: string | undefined;

  /** Your token for the callback. When the module has a callback, it needs a `callbackUrl` too. */
  @FromVendorTable()
  readonly callbackToken?: string | undefined;

  /** `Y` requires strict picture quality. Native apps only: the vendor's Web SDK ignores it (`app_quality_check_ignored`). */
  @FromVendorTable()
  readonly appQualityCheck?: 'Y' | 'N' | undefined;

  /** The http or https address to which the browser is redirected at the end. Web only. */
  @FromVendorTable()
  readonly returnUrl?: string | undefined;

  /** The language of the vendor's pages, for example `en`. */
  @FromVendorTable()
  readonly languageConfig?: string | undefined;

  /** The style of the vendor's pages, as JSON text. */
  @FromVendorTable()
  readonly styleConfig?: string | undefined;

  /** `1` shows the guide page, `0` skips it. */
  @FromVendorTable()
  readonly showGuidePage?: '0' | '1' | undefined;

  /** For an unsupported browser: `url` shows an address for another browser, `keep` ends the flow. */
  @FromVendorTable()
  readonly procedurePriority?: 'url' | 'keep' | undefined;

  /** `Y` adapts the colour of the camera frame to the light. */
  @FromVendorTable()
  readonly chameleonFrameEnable?: 'Y' | 'N' | undefined;

  /** The vendor's code of a trial. */
  @FromVendorTable()
  readonly experienceCode?: string | undefined;

  /** The actions of the model `TEMPLATE`: one to three of `01` to `07`, separated by commas. */
  @FromVendorTable()
  readonly templateConfig?: string | undefined;

  /** `Seq` keeps the order of the actions, `Ran` selects them at random. */
  @FromVendorTable()
  readonly templateType?: 'Seq' | 'Ran' | undefined;

  /** The number of actions that `Ran` selects: at least 2, at most the number of actions. */
  @FromVendorTable()
  readonly templateRanCount?: '2' | '3' | undefined;

  /** A check of attributes of the face; the vendor documents no values. */
  @FromVendorTable()
  readonly faceAttributeCheck?: string | undefined;

  /** Parameters without a field in this class, by their wire names, for example `DocType`. */
  @IsExtraParameters()
  readonly extraParameters?: Readonly<Record<string, string>> | undefined;
}
