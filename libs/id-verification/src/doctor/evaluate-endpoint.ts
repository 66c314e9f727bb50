import type { Endpoint } from './endpoints.js';
import { fail, ok, skip, warn, type Finding } from './finding.js';
import { STEPS, type Step, type StepResult } from './first-call.js';

/** The threshold of a slow step, in milliseconds; a call across the world stays below it. */
export const SLOW_MS: Readonly<Record<Step, number>> = {
  dns: 300,
  tcp: 500,
  tls: 1_000,
  'first byte': 1_000,
};

const NEARER = 'Run in the endpoint’s region and use its VPC endpoint, or examine the route with mtr.';

const FASTER: Readonly<Record<Step, string>> = {
  dns: 'Use a local caching resolver, for example nscd, systemd-resolved or NodeLocal DNSCache.',
  tcp: NEARER,
  tls: NEARER,
  'first byte': `${NEARER} If it lasts, give the vendor’s support the times and your address.`,
};

const FIXES: Readonly<Record<Step, string>> = {
  dns: 'Check the name and this machine’s resolver. Names of VPC endpoints resolve only inside the region.',
  tcp: 'Allow this machine to connect to that port: firewall, security group, routes, or the egress proxy.',
  tls: 'The server presents a certificate that this machine does not trust. Check the name; for a TLS-inspecting proxy, set its CA by `http.ca` (here: NODE_EXTRA_CA_CERTS).',
  'first byte':
    'A server accepts connections and does not respond. Check for a proxy or a load balancer in between.',
};

/** One finding for each step. An endpoint that is not in use may be unreachable. */
export function evaluateEndpoint({ name, url, inUse }: Endpoint, taken: readonly StepResult[]): Finding[] {
  return STEPS.filter((step) => step !== 'tls' || url.protocol === 'https:').map((step) => {
    const check = `${name}: ${step}`;
    const result = taken.find((one) => one.step === step);
    if (result === undefined) return skip(check, 'not reached');
    const seen = {
      detail: step === 'dns' ? `${url.hostname} → ${result.detail}` : result.detail,
      ms: result.ms,
    };
    if (result.failure !== undefined) {
      return inUse ? fail(check, seen, FIXES[step]) : skip(check, `${seen.detail}; it is not in use`);
    }
    return result.ms > SLOW_MS[step] && inUse ? warn(check, seen, FASTER[step]) : ok(check, seen);
  });
}
