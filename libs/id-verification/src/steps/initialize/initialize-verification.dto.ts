import type { ProductCode } from '../../contract/products/index.js';
import { FromVendorTable } from '../../contract/from-vendor-table.decorator.js';
import { IsExtraParameters } from './is-extra-parameters.decorator.js';
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
  readonly productCode!: ProductCode;

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

  /** `LIVENESS` (blinking) or `PHOTINUS_LIVENESS` (blinking and coloured light, not on a PC). */
  @FromVendorTable()
  @IsModelForDevice()
  readonly model?: 'LIVENESS' | 'PHOTINUS_LIVENESS' | undefined;

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

  /**
   * Parameters that the vendor has beyond its table, by their wire names, for example `ReturnUrl` or
   * `LanguageConfig`. They cannot replace a parameter of the table.
   */
  @IsExtraParameters()
  readonly extraParameters?: Readonly<Record<string, string>> | undefined;
}
