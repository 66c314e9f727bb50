import { createCloudauthClient } from '../vendor/create-cloudauth-client.js';
import { interpretResponse } from '../vendor/interpret-response.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import type { DoctorSettings } from './read-settings.js';

/** The vendor's response to one signed call. */
export interface VendorResponse {
  readonly ms: number;
  /** Absent if the call was executed. */
  readonly error?: IdVerificationError;
  /** False when an emulator responded. */
  readonly livemode?: boolean;
}

/** Calls KeepaliveIntl with the same client as the module. */
export async function pingVendor(
  credentials: NonNullable<DoctorSettings['credentials']>,
  { region, network, endpoint, sandbox, timeoutMs }: DoctorSettings,
): Promise<VendorResponse> {
  const start = performance.now();
  const elapsed = () => Math.round(performance.now() - start);
  try {
    const client = createCloudauthClient({
      credentials,
      region,
      network,
      sandbox,
      ...(endpoint !== undefined && { endpoint }),
    });
    try {
      const response = await client.call('KeepaliveIntl', {}, { timeoutMs });
      const { livemode } = interpretResponse(response, { sandbox });
      return { ms: elapsed(), livemode };
    } finally {
      await client.close();
    }
  } catch (error) {
    if (error instanceof IdVerificationError) return { ms: elapsed(), error };
    throw error;
  }
}
