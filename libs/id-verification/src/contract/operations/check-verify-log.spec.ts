import { describe, expect, it } from 'vitest';
import { CHECK_VERIFY_LOG } from './check-verify-log.js';

const decode = (result: Record<string, unknown>) =>
  CHECK_VERIFY_LOG.decode({ result, requestId: undefined, livemode: true });

describe('the vendor’s log', () => {
  it('names the page in English, and in Chinese where there is no English name', () => {
    expect(decode({ InterruptPage: '活体检测页面', InterruptPageEn: 'FACE' }).interruptPage).toBe('FACE');
    expect(decode({ InterruptPage: '活体检测页面' }).interruptPage).toBe('活体检测页面');
  });

  it.each([JSON.stringify, Object])('has its statistics as a record, with unknown fields', (write) => {
    const statistics = {
      faceOverTimes: 1,
      hasFacePermissionRefuse: true,
      pageStayTimeInfo: { LOADING: '300', FACE: '2000' },
      later: 'added',
    };

    expect(decode({ LogStatisticsInfo: write(statistics) }).statistics).toEqual(statistics);
  });

  it.each(['', 'text', '[]', null, 7, undefined])('has no statistics for %j', (LogStatisticsInfo) => {
    expect(decode({ LogStatisticsInfo }).statistics).toBeUndefined();
  });
});
