import { describe, expect, it } from 'vitest';
import { readEventLine } from './event-line.js';

describe('A line of the library’s log', () => {
  it.each([
    ['purged verifications=3', { event: 'purged', fields: { verifications: '3' } }],
    ['verification_initialized', { event: 'verification_initialized', fields: {} }],
    [
      'initialize_failed merchantBizId=a1 code=throttled hint="Ask for \\"more\\" calls = fewer waits"',
      {
        event: 'initialize_failed',
        fields: { merchantBizId: 'a1', code: 'throttled', hint: 'Ask for "more" calls = fewer waits' },
      },
    ],
  ])('is an event with fields: %s', (line, event) => {
    expect(readEventLine(line)).toEqual(event);
  });

  it.each([
    'Nest application successfully started',
    'Mapped {/verifications, POST} route',
    'TypeError E_SOME\n    at somewhere',
    'a=b',
    'event key="cut off',
    '',
  ])('is left as it is when it is no event: %j', (line) => {
    expect(readEventLine(line)).toBeUndefined();
  });
});
