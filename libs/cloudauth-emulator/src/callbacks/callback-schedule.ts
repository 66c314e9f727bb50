import type { CallbackContent } from './callback-address.js';
import type { CallbackMode } from '../settings/callback-mode.js';

/** One scheduled callback. */
export interface ScheduledCallback {
  readonly delayMs: number;
  readonly forged: boolean;
  readonly content: CallbackContent;
}

/** The callbacks of a finished verification in the given mode, except for lost ones and reordering. */
export function scheduleOf(mode: CallbackMode, content: CallbackContent): ScheduledCallback[] {
  const genuine = { delayMs: 0, forged: false, content };
  switch (mode.mode) {
    case 'onTime':
    case 'outOfOrder':
    case 'lost':
      return [genuine];
    case 'delayed':
      return [{ ...genuine, delayMs: mode.delayMs }];
    case 'doubled':
      return [genuine, { ...genuine, delayMs: mode.gapMs ?? 0 }];
    case 'forged': {
      const forged = { delayMs: 0, forged: true, content: forge(content, mode.change) };
      return mode.genuineToo ? [forged, genuine] : [forged];
    }
  }
}

function forge(content: CallbackContent, change: 'callbackToken' | 'passed'): CallbackContent {
  if (change === 'callbackToken') return { ...content, callbackToken: otherToken(content.callbackToken) };
  return content.passed === 'Y'
    ? { ...content, passed: 'N', subCode: '205' }
    : { ...content, passed: 'Y', subCode: '200' };
}

/**
 * A forged token: as long as the genuine one, with one different character in the middle, because bits of the last one
 * may not count.
 */
function otherToken(token = 'forged'): string {
  const middle = Math.floor(token.length / 2);
  const other = token[middle] === 'A' ? 'B' : 'A';
  return `${token.slice(0, middle)}${other}${token.slice(middle + 1)}`;
}
