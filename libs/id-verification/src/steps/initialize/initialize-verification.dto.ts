import { FromVendorTable } from '../../contract/from-vendor-table.decorator.js';
import { IsExtraParameters } from './is-extra-parameters.decorator.js';
import { IsTemplate } from './is-template.decorator.js';
import { IsModelForDevice } from './is-model-for-device.decorator.js';

/**
 * The request parameters of `Initialize` with the rules of the vendor's table. What is required there is required
 * here; an optional parameter is absent or valid, never null and never empty.
 *
 * @publicApi
 * @see INITIALIZE_PARAMETERS for limits, values and defaults
 */
export class InitializeVerificationDto {
  /** The verification solution. */
  @FromVendorTable()
  readonly productCode!: string;

  /** Your own name of the scene: up to 10 letters, digits and underscores. */
  @FromVendorTable()
  readonly sceneCode?: string | undefined;

  /** Your own unique id of this verification: up to 32 letters and digits. The idempotency key. */
  @FromVendorTable()
  readonly merchantBizId!: string;

  /** What the client's `getMetaInfo()` returned, as JSON text; reaches the vendor byte for byte, is never stored. */
  @FromVendorTable()
  readonly metaInfo!: string;

  /** Your own id of the user; stored and sent only as a keyed hash, unless the option `merchantUserId` says otherwise. */
  @FromVendorTable()
  readonly merchantUserId!: string;

  /** `01` standard or `02` safe mode. Absent, `02` is sent: the vendor's pages disagree about their default. */
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

  /** An address of your own for this one callback, in place of the module's. */
  @FromVendorTable()
  readonly callbackUrl?: string | undefined;

  /** A token of your own; only together with a `callbackUrl` of your own where the module has a callback. */
  @FromVendorTable()
  readonly callbackToken?: string | undefined;

  /** `Y` requires strict picture quality. */
  @FromVendorTable()
  readonly appQualityCheck?: 'Y' | 'N' | undefined;

  /** Where the browser goes when the user is done: an http or https address. For the web alone. */
  @FromVendorTable()
  readonly returnUrl?: string | undefined;

  /** The language of the vendor's pages, for example `en`. */
  @FromVendorTable()
  readonly languageConfig?: string | undefined;

  /** The look of the vendor's pages, as JSON text. */
  @FromVendorTable()
  readonly styleConfig?: string | undefined;

  /** `1` shows the guide page, `0` leaves it out. */
  @FromVendorTable()
  readonly showGuidePage?: '0' | '1' | undefined;

  /** For a browser that is not suited: `url` shows an address to go on elsewhere, `keep` ends the flow. */
  @FromVendorTable()
  readonly procedurePriority?: 'url' | 'keep' | undefined;

  /** `Y` changes the colour of the camera's frame with the light. */
  @FromVendorTable()
  readonly chameleonFrameEnable?: 'Y' | 'N' | undefined;

  /** The code of a trial, from the vendor. */
  @FromVendorTable()
  readonly experienceCode?: string | undefined;

  /** The actions of the model `TEMPLATE`: one to three of `01` to `07`, with commas between them. */
  @FromVendorTable()
  readonly templateConfig?: string | undefined;

  /** `Seq` keeps the order of the actions, `Ran` draws them. */
  @FromVendorTable()
  readonly templateType?: 'Seq' | 'Ran' | undefined;

  /** How many actions are drawn with `Ran`: at least 2, at most as many as there are. */
  @FromVendorTable()
  readonly templateRanCount?: '2' | '3' | undefined;

  /** A check of attributes of the face; the vendor documents no values. */
  @FromVendorTable()
  readonly faceAttributeCheck?: string | undefined;

  /**
   * Parameters that the vendor may add, by their wire names, for example `DocType`. They cannot replace a parameter that
   * has a field of its own.
   */
  @IsExtraParameters()
  readonly extraParameters?: Readonly<Record<string, string>> | undefined;
}
