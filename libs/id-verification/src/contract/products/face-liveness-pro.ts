import { COMMON_PARAMETERS } from '../initialize-parameters.js';
import { defineProduct, type ProductProfile } from './product.js';

/**
 * Liveness with detection by a large model. Sources:
 *
 * - code, regions and calls per second: the vendor's pages "InitializeV2" (27 October 2026) and "Server-side API reference"
 *   (20 October 2026)
 * - the same flow, `CheckResult` and response model: the vendor's SDK 3.21.2
 * - `Initialize` and the page's parameters for it; the model `TEMPLATE`: inferred from the SDK, which has one request model
 * - sub-codes, and the fields of `ExtFaceInfo`: not confirmed; taken from `FACE_LIVENESS`
 *
 * @publicApi
 */
export const FACE_LIVENESS_PRO: ProductProfile = defineProduct({
  code: 'FACE_LIVENESS_PRO',
  regions: {
    'cn-hongkong': { callsPerSecond: 10 },
    'ap-southeast-1': { callsPerSecond: 10 },
    'ap-southeast-3': { callsPerSecond: 3 },
    'ap-southeast-5': { callsPerSecond: 3 },
  },
  parameters: {
    model: {
      ...COMMON_PARAMETERS.model,
      description: `${COMMON_PARAMETERS.model.description} TEMPLATE: the actions of TemplateConfig.`,
      values: [...COMMON_PARAMETERS.model.values, 'TEMPLATE'],
    },
  },
});
