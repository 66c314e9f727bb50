import type { CallbackContent } from './callback-address.js';
import type { CallbackMode } from '../settings/callback-mode.js';

/** One callback to come. */
export interface ScheduledCallback {
  readonly delayMs: number;
  readonly forged: boolean;
  readonly content: CallbackContent;
}

/** The callbacks that a finished verification leads to in the given mode, lost ones and the order with others aside. */
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

/** As long as the true one and different in one place in the middle, for the last place may hold bits that do not count. */
function otherToken(token = 'forged'): string {
  const middle = Math.floor(token.length / 2);
  const other = token[middle] === 'A' ? 'B' : 'A';
  return `${token.slice(0, middle)}${other}${token.slice(middle + 1)}`;
}
