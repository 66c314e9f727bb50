import { Refusal } from '../responses/response.js';
import { sameText } from './signature.js';

/** A key that the emulator accepts. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  /** Given for STS credentials: requests must then carry it in `x-acs-security-token`. */
  readonly securityToken?: string;
  /** Wall-clock milliseconds from which the token is refused as expired. */
  readonly securityTokenExpiresAt?: number;
  /** Keys of one account share QPS limits and see each other's transactions. Default: one account for all. */
  readonly account?: string;
}

/** Whether the security token that came with a request is the one that belongs to its key. */
export function checkSecurityToken(
  key: AccessKey,
  sent: string | undefined,
  nowMs: number,
): Refusal | undefined {
  if (key.securityToken !== undefined && !sent) return new Refusal('MissingSecurityToken');
  if (!sameText(key.securityToken ?? '', sent ?? ''))
    return new Refusal('InvalidSecurityToken.MismatchWithAccessKey');
  if (key.securityTokenExpiresAt !== undefined && nowMs >= key.securityTokenExpiresAt)
    return new Refusal('InvalidSecurityToken.Expired');
  return undefined;
}
