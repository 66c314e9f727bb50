import { isLoopback } from '../server/local-hosts.js';
import type { EmulatorSettings } from '../settings/settings.js';

/** The parameters of a callback. */
export interface CallbackContent {
  readonly callbackToken: string | undefined;
  readonly transactionId: string;
  readonly passed: 'Y' | 'N';
  readonly subCode: string;
}

/** The CallbackUrl with the vendor's parameters behind its own, which stay as they were written. */
export function callbackAddress(
  callbackUrl: string,
  content: CallbackContent,
  names: EmulatorSettings['callbackNames'],
): string {
  const [tokenName, subCodeName] =
    names === 'example' ? ['callbackToken', 'subCode'] : ['CallbackToken', 'subcode'];
  const parameters = new URLSearchParams({
    ...(content.callbackToken !== undefined && { [tokenName]: content.callbackToken }),
    transactionId: content.transactionId,
    passed: content.passed,
    [subCodeName]: content.subCode,
  });
  const url = new URL(callbackUrl);
  const own = url.search.slice(1);
  return `${url.origin}${url.pathname}?${own === '' ? '' : `${own}&`}${parameters.toString()}`;
}

/** The address that is actually called; undefined when it is public and there is no forwarding address. */
export function callbackTarget(address: string, forwardTo: string | undefined): string | undefined {
  const url = new URL(address);
  if (forwardTo !== undefined) return `${new URL(forwardTo).origin}${url.pathname}${url.search}`;
  return isLoopback(url.hostname) ? address : undefined;
}
