import { inspectDatabase } from '../storage/inspect-database.js';
import { IdVerificationStorageError } from '../storage/storage.error.js';
import { pingVendor } from './ping-vendor.js';
import { checkCallback } from './check-callback.js';
import { endpointsOf, type Endpoint } from './endpoints.js';
import { skip, type Finding } from './finding.js';
import { evaluateClock } from './evaluate-clock.js';
import { evaluateDatabase } from './evaluate-database.js';
import { evaluateEndpoint } from './evaluate-endpoint.js';
import { evaluateProduct } from './evaluate-product.js';
import { evaluateNetwork } from './evaluate-network.js';
import { evaluateVendor } from './evaluate-vendor.js';
import { probeEndpoint, type EndpointProbe } from './probe-endpoint.js';
import type { DoctorSettings } from './read-settings.js';

/** Runs all checks one after the other, so that they do not affect each other's times. */
export async function runChecks(settings: DoctorSettings): Promise<Finding[]> {
  return [
    ...(await checkEndpoints(settings)),
    evaluateProduct(settings.product, settings.region),
    ...(await checkVendor(settings)),
    ...(await checkDatabase(settings)),
    await callbackFinding(settings),
  ];
}

function callbackFinding({ callbackUrl, endpoint, timeoutMs }: DoctorSettings): Finding | Promise<Finding> {
  if (callbackUrl === undefined) return skip('callback', 'ID_VERIFICATION_CALLBACK_URL is not set');
  // Plain http is accepted for an emulator only.
  if (endpoint?.startsWith('http:') === true)
    return skip('callback', 'an emulator calls the address of its --forward-to');
  return checkCallback(callbackUrl, timeoutMs);
}

async function checkEndpoints(settings: DoctorSettings): Promise<Finding[]> {
  const probed = await probeAll(endpointsOf(settings), settings.timeoutMs);
  const inUse = probed.find(({ endpoint }) => endpoint.inUse);
  const stepsOf = (name: string) => probed.find(({ endpoint }) => endpoint.name === name)?.probe.steps ?? [];
  return [
    ...probed.flatMap(({ endpoint, probe }) => evaluateEndpoint(endpoint, probe.steps)),
    settings.endpoint === undefined
      ? evaluateNetwork(settings.network, { public: stepsOf('public'), vpc: stepsOf('vpc') })
      : skip('network', 'an endpoint is given'),
    evaluateClock(inUse?.probe.clockAheadMs),
  ];
}

async function probeAll(
  endpoints: readonly Endpoint[],
  timeoutMs: number,
): Promise<{ endpoint: Endpoint; probe: EndpointProbe }[]> {
  const probed = [];
  for (const endpoint of endpoints) {
    probed.push({ endpoint, probe: await probeEndpoint(endpoint.url, timeoutMs) });
  }
  return probed;
}

async function checkVendor(settings: DoctorSettings): Promise<Finding[]> {
  if (settings.credentials === undefined) {
    const unset = 'ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set';
    return [skip('credentials', unset), skip('permission', unset)];
  }
  return evaluateVendor(await pingVendor(settings.credentials, settings));
}

async function checkDatabase({
  databaseUrl,
  schema,
  migrationsTable,
  timeoutMs,
}: DoctorSettings): Promise<Finding[]> {
  if (databaseUrl === undefined) {
    return [skip('database', 'DATABASE_URL is not set'), skip('migrations', 'DATABASE_URL is not set')];
  }
  try {
    return evaluateDatabase(
      await inspectDatabase(databaseUrl, { timeoutMs, schema, recordedIn: migrationsTable }),
    );
  } catch (error) {
    if (error instanceof IdVerificationStorageError) return evaluateDatabase(error);
    throw error;
  }
}
