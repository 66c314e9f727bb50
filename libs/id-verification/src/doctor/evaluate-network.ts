import type { CloudauthNetwork } from '../contract/endpoint.js';
import { ok, warn, type Finding } from './finding.js';
import type { StepResult } from './first-call.js';

/** Checks that the application uses the faster endpoint of the region. */
export function evaluateNetwork(
  network: CloudauthNetwork,
  taken: Readonly<Record<CloudauthNetwork, readonly StepResult[]>>,
): Finding {
  const [publicMs, vpcMs] = [totalMs(taken.public), totalMs(taken.vpc)];
  if (network === 'vpc' || vpcMs === undefined || vpcMs >= (publicMs ?? Infinity)) {
    return ok('network', { detail: network });
  }
  const byPublic = publicMs === undefined ? 'no call gets through' : `it takes ${publicMs} ms`;
  const detail = `a first call by VPC takes ${vpcMs} ms; by the public endpoint ${byPublic}`;
  return warn('network', { detail }, 'Set ID_VERIFICATION_NETWORK=vpc (the option `network`).');
}

/** Undefined for an unreachable endpoint. */
function totalMs(taken: readonly StepResult[]): number | undefined {
  const isReached = taken.length > 0 && taken.every(({ failure }) => failure === undefined);
  return isReached ? taken.reduce((sum, { ms }) => sum + ms, 0) : undefined;
}
