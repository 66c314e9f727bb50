import { describe, expect, it } from 'vitest';
import { dropOffPage } from './drop-off-reason.js';
import type { VerifyLog } from './operations/check-verify-log.js';

const logOf = (interruptPage: string | undefined): VerifyLog => ({
  verifyStatus: 'not_finished',
  errorCode: '1006',
  errorReason: 'user_exit',
  nativeSubCodes: [],
  interruptPage,
  steps: [],
  statistics: undefined,
});

describe('The page on which a user left', () => {
  it.each(['FACE', '人脸识别页', 'OCR_1', 'x'.repeat(32)])('is the name %j', (name) => {
    expect(dropOffPage(logOf(name))).toBe(name);
  });

  it.each([undefined, '', '<b>', 'a\0b', '\ud800', 'x'.repeat(33), 'https://vendor.test/?user=1'])(
    'is unknown for %j',
    (text) => {
      expect(dropOffPage(logOf(text))).toBeUndefined();
    },
  );
});
