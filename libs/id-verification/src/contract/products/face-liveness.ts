import { COMMON_PARAMETERS } from '../initialize-parameters.js';
import type { Product } from './product.js';

/** Whether a live person is in front of the camera. Sources: the vendor's pages "Initialize" and "CheckResult". */
export const FACE_LIVENESS = {
  code: 'FACE_LIVENESS',
  parameters: {
    productCode: {
      wireName: 'ProductCode',
      required: true,
      description: 'The verification solution.',
      example: 'FACE_LIVENESS',
      values: ['FACE_LIVENESS'],
    },
    ...COMMON_PARAMETERS,
  },
  // Another, older page says 50 calls per second.
  regions: { 'cn-hongkong': { callsPerSecond: 10 } },
  failures: { '205': 'liveness_risk', '206': 'device_risk' },
  evidence: { field: 'ExtFaceInfo', faceImage: 'faceImg' },
} as const satisfies Product;
