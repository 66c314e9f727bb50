import type { Outcome } from '../../transactions/transaction.js';

/** A JPEG of one grey pixel. */
const FACE_IMAGE =
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=';

const LIVENESS_RISK = '205';

/**
 * `ExtFaceInfo` as observed in public code for FACE_LIVENESS. The image is included only if it was requested and the
 * user passed, as documented. The vendor's name of the link to the video is not documented; `videoUrl` is the
 * emulator's own.
 */
export function faceInfo(
  { passed, subCode }: Outcome,
  withImage: boolean,
  videoUrl: string | undefined,
): string {
  return JSON.stringify({
    faceAttack: subCode === LIVENESS_RISK ? 'Y' : 'N',
    faceOcclusion: 'N',
    faceQuality: passed === 'Y' ? 87.5 : 41.25,
    ...(videoUrl !== undefined && { videoUrl }),
    ...(withImage && passed === 'Y' && { faceImg: FACE_IMAGE }),
  });
}
