import { CALLBACK_HEADER } from '../contract/callback-response.js';
import { failureCode } from '../vendor/transport-error.js';
import { fail, ok, warn, type Finding } from './finding.js';

const CHECK = 'callback';

/** Checks that the callback URL is https and responds to a GET. */
export async function checkCallback(callbackUrl: string, timeoutMs: number): Promise<Finding> {
  if (!URL.canParse(callbackUrl) || new URL(callbackUrl).protocol !== 'https:') {
    return fail(
      CHECK,
      { detail: 'not an https address' },
      'The vendor calls https addresses only: put an https proxy in front.',
    );
  }
  const start = performance.now();
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { status, headers, body } = await fetch(callbackUrl, { redirect: 'manual', signal });
    await body?.cancel();
    return evaluateCallback(status, headers.has(CALLBACK_HEADER), Math.round(performance.now() - start));
  } catch (error) {
    return fail(
      CHECK,
      { detail: `no response (${failureCode(error, signal)})` },
      'Check name, certificate, proxy and route to the application. The vendor refuses Initialize while it cannot reach this address from the internet.',
    );
  }
}

/** The route responds to every request with 200 and its header, even without parameters. */
export function evaluateCallback(status: number, isCallbackRoute: boolean, ms: number): Finding {
  const seen = { detail: `HTTP ${status}`, ms };
  if (isCallbackRoute) return ok(CHECK, { ...seen, detail: `${seen.detail} from here` });
  if (status >= 300 && status < 400)
    return warn(
      CHECK,
      seen,
      'Use the target of the redirect: it is not documented whether the vendor follows redirects.',
    );
  return fail(
    CHECK,
    status < 300 ? { ...seen, detail: `${seen.detail} of another page` } : seen,
    'The module’s route does not respond there. Check the path, and that no guard, firewall or login stands in front.',
  );
}
