import { isRecord } from '../../responses/json.js';

/** The client environment in a MetaInfo text, or undefined when the text is not a JSON object. */
export function parseMetaInfo(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The problem of a MetaInfo text, if there is one. */
export function metaInfoProblem(text: string): string | undefined {
  return parseMetaInfo(text) === undefined ? 'must be a JSON object as getMetaInfo() returns it' : undefined;
}

const MOBILE_BROWSER = /Android|iPhone|iPad|iPod|Mobile/i;

/**
 * Whether MetaInfo describes a PC. The vendor names the device types `ios`, `android`, `web` and `h5` and not which of them
 * is a PC, so a browser counts as a PC unless its user agent or the type `h5` says that it is a phone's.
 */
export function isPc(metaInfo: Record<string, unknown>): boolean {
  const type = String(metaInfo['deviceType'] ?? '').toLowerCase();
  const userAgent = metaInfo['ua'];
  if (type === 'pc') return true;
  if (type !== 'web' && type !== 'h5') return false;
  return typeof userAgent === 'string' ? !MOBILE_BROWSER.test(userAgent) : type === 'web';
}
