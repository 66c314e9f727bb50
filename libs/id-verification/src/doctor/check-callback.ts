import { CALLBACK_HEADER } from '../contract/callback-response.js';
import { failureCode } from '../vendor/transport-error.js';
import { fail, ok, warn, type Finding } from './finding.js';

const CHECK = 'callback';

/** Whether the address that the vendor calls is https, and a bare GET there succeeds. */
export async function checkCallback(callbackUrl: string, timeoutMs: number): Promise<Finding> {
  if (!URL.canParse(callbackUrl) || new URL(callbackUrl).protocol !== 'https:') {
    return fail(
      CHECK,
      { detail: 'not an https address' },
      'The vendor calls https addresses only: put a proxy that speaks https in front.',
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
      'Check name, certificate, proxy and route to the application. The vendor refuses to start anything while it cannot reach this address from the internet.',
    );
  }
}

/** The route responds with 200 and its header to every request, also to one without parameters. */
export function evaluateCallback(status: number, isCallbackRoute: boolean, ms: number): Finding {
  const seen = { detail: `HTTP ${status}`, ms };
  if (isCallbackRoute) return ok(CHECK, { ...seen, detail: `${seen.detail} from here` });
  if (status >= 300 && status < 400)
    return warn(
      CHECK,
      seen,
      'Give the address that the redirect leads to: whether the vendor follows it is not documented.',
    );
  return fail(
    CHECK,
    status < 300 ? { ...seen, detail: `${seen.detail} of another page` } : seen,
    'The module’s route does not respond there. Check the path, and that no guard, firewall or login stands in front.',
  );
}
