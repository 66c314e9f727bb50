import type { InitializeParameter } from '../initialize-parameters.js';
import { FACE_LIVENESS_PRO } from './face-liveness-pro.js';
import { defineProduct, type ProductProfile } from './product.js';

const text = (wireName: string, description: string, example: string): InitializeParameter => ({
  wireName,
  required: false,
  description,
  example,
});

/**
 * Liveness together with a search for the same face in groups. Sources:
 *
 * - code and regions: the vendor's pages "Face Detection" (25 November 2025) and "InitializeV2"; calls per second: "Server-side
 *   API reference" (20 October 2026)
 * - its own request parameters, without their limits: the vendor's SDK 3.21.2
 * - the result of the search in `CheckResult`, and sub-codes: not confirmed
 *
 * @publicApi
 */
export const FACE_IDU: ProductProfile = defineProduct({
  code: 'FACE_IDU',
  regions: {
    'cn-hongkong': { callsPerSecond: 10 },
    'ap-southeast-1': { callsPerSecond: 10 },
    'ap-southeast-5': { callsPerSecond: 3 },
  },
  parameters: {
    ...(FACE_LIVENESS_PRO.parameters['model'] && { model: FACE_LIVENESS_PRO.parameters['model'] }),
    faceGroupCodes: text('FaceGroupCodes', 'The groups to search.', '0e0c34a77f'),
    faceRegisterGroupCode: text('FaceRegisterGroupCode', 'The group to add the face to.', '0e0c34a77f'),
    autoRegistration: text('AutoRegistration', 'Whether the face is added automatically.', '0'),
    returnFaces: text('ReturnFaces', 'The number of duplicates to return.', '1'),
    saveFacePicture: text('SaveFacePicture', 'Whether the picture is stored.', '0'),
    faceVerifyThreshold: text('FaceVerifyThreshold', 'The score from which two faces are the same.', '0.5'),
    updateFaceIfUserExists: text(
      'UpdateFaceIfUserExists',
      'Whether the face of a known user is replaced.',
      'Y',
    ),
  },
});
