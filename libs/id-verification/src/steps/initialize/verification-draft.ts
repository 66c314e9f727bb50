import { currentKey } from '../../keys/keys.js';
import { storedUserIds } from '../../keys/stored-user-ids.js';
import { vendorAccountHashes } from '../../keys/vendor-account.js';
import type { ResolvedOptions } from '../../options/id-verification-options.js';
import type { VerificationDraft } from '../../storage/verification-columns.js';
import { INITIALIZE_PARAMETERS } from '../../contract/products/index.js';
import type { InitializeVerificationDto } from './initialize-verification.dto.js';
import type { RequestExtras } from './request-extras.js';
import { requestFingerprint } from './request-fingerprint.js';

/** The row to store for a request, without MetaInfo and the plain MerchantUserId. */
export function verificationDraft(
  id: string,
  request: InitializeVerificationDto,
  { metadata, retentionDays, tenant }: RequestExtras,
  options: Pick<ResolvedOptions, 'accountId' | 'credentials' | 'endpoint' | 'hashKeys' | 'merchantUserId'>,
): VerificationDraft {
  const key = currentKey(options.hashKeys);
  return {
    id,
    merchantBizId: request.merchantBizId,
    merchantUserId: storedUserIds(request.merchantUserId, options)[0],
    hashKeyId: key.id,
    requestFingerprint: requestFingerprint(key, request, metadata),
    vendorAccount: vendorAccountHashes(options)[0] ?? null,
    tenant: tenant ?? null,
    metadata: { ...metadata },
    retentionDays: retentionDays ?? null,
    parameters: storedParameters(request),
  };
}

function storedParameters(
  request: InitializeVerificationDto,
): Pick<InitializeVerificationDto, keyof VerificationDraft['parameters']> {
  const { vendorDefault } = INITIALIZE_PARAMETERS.securityLevel;
  return { ...request, securityLevel: request.securityLevel ?? vendorDefault };
}

/** Whether a row was stored for the same request of the same tenant, by the fingerprint under the key that the row names. */
export function isSameRequest(
  row: { hashKeyId: string; requestFingerprint: string; tenant: string | null },
  request: InitializeVerificationDto,
  { metadata, tenant }: Pick<VerificationDraft, 'metadata' | 'tenant'>,
  { hashKeys }: Pick<ResolvedOptions, 'hashKeys'>,
): boolean {
  if (row.tenant !== tenant) return false;
  const key = hashKeys.find(({ id }) => id === row.hashKeyId);
  return key !== undefined && requestFingerprint(key, request, metadata) === row.requestFingerprint;
}
