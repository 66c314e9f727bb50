import type { Outcome, Transaction } from '../../transactions/transaction.js';

/** A JPEG of one grey pixel. */
const GREY_PIXEL = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);

/** The marker at the start of a JPEG. */
const START_BYTES = 2;

/** The marker of a comment, which is followed by its length of two bytes. */
const COMMENT = [0xff, 0xfe];

const LIVENESS_RISK = '205';

/**
 * `ExtFaceInfo` as observed in public code for FACE_LIVENESS. The image is included only if it was requested and the
 * user passed, as documented. The vendor's name of the link to the video is not documented; `videoUrl` is the
 * emulator's own.
 *
 * @param imageOf the TransactionId, if the image was requested
 */
export function faceInfo(
  { passed, subCode }: Outcome,
  imageOf: string | undefined,
  videoUrl: string | undefined,
): string {
  return JSON.stringify({
    faceAttack: subCode === LIVENESS_RISK ? 'Y' : 'N',
    faceOcclusion: 'N',
    faceQuality: passed === 'Y' ? 87.5 : 41.25,
    ...(videoUrl !== undefined && { videoUrl }),
    ...(imageOf !== undefined && passed === 'Y' && { faceImg: faceImage(imageOf) }),
  });
}

/**
 * `ExtInfo` with an image for each name in `ExtraImageControlList`. The vendor's SDK documents neither names nor
 * fields; they are the emulator's own.
 */
export function extraImages(
  { transactionId, outcome, imageDeleted }: Transaction,
  names: string | undefined,
): string {
  if (!names || imageDeleted || outcome?.passed !== 'Y') return '{}';
  const images = names.split(',').map((name) => [name, faceImage(transactionId)]);
  return JSON.stringify({ extraImages: Object.fromEntries(images) });
}

/** The image with the TransactionId as its comment, so that a test can tell one image from another. */
function faceImage(transactionId: string): string {
  const text = Buffer.from(transactionId);
  const comment = Buffer.from([...COMMENT, 0, text.length + 2]);
  const [start, rest] = [GREY_PIXEL.subarray(0, START_BYTES), GREY_PIXEL.subarray(START_BYTES)];
  return Buffer.concat([start, comment, text, rest]).toString('base64');
}
