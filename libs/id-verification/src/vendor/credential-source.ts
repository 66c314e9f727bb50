import { IdVerificationError } from '../errors/id-verification.error.js';
import type { CloudauthAccount } from '../contract/cloudauth-client.js';
import type { CloudauthCredentialsFactory, CloudauthCredentialsProvider } from '../contract/credentials.js';
import type { Credentials } from '../options/client-options.js';
import { errorCode } from './transport-error.js';
import { providedCredentials, staticCredentials, type SigningCredentials } from './signing-credentials.js';

/**
 * A request to the provider is no longer shared after this time, which is longer than any of the vendor's providers
 * takes.
 */
const STALE_MS = 30_000;

interface PendingRequest {
  readonly credentials: Promise<SigningCredentials>;
  readonly since: number;
}

/**
 * Credentials for every call, single-flight: calls at the same time share one request to the provider. There is no
 * cache, because the vendor's providers cache and renew credentials themselves.
 */
export class CredentialSource {
  private readonly fixed: SigningCredentials | undefined;
  private readonly makeProvider: CloudauthCredentialsFactory;
  private provider: CloudauthCredentialsProvider | undefined;
  private pendingRequest: PendingRequest | undefined;

  /** @param now a monotonic clock in milliseconds */
  constructor(
    given: Credentials,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.fixed = 'accessKeyId' in given ? staticCredentials(given) : undefined;
    this.makeProvider = factoryOf(given);
  }

  /**
   * @param account of a call, in place of these credentials
   *
   * @throws IdVerificationError `credentials_unavailable`
   */
  resolve(account?: CloudauthAccount): Promise<SigningCredentials> {
    if (account !== undefined) return Promise.resolve(staticCredentials(account.credentials));
    if (this.fixed !== undefined) return Promise.resolve(this.fixed);
    const { pendingRequest } = this;
    if (pendingRequest !== undefined && this.now() - pendingRequest.since < STALE_MS)
      return pendingRequest.credentials;
    if (pendingRequest !== undefined) this.provider = undefined;
    return this.begin().credentials;
  }

  private begin(): PendingRequest {
    const pendingRequest: PendingRequest = { credentials: this.request(), since: this.now() };
    const landed = () => {
      if (this.pendingRequest === pendingRequest) this.pendingRequest = undefined;
    };
    pendingRequest.credentials.then(landed, landed);
    this.pendingRequest = pendingRequest;
    return pendingRequest;
  }

  private async request(): Promise<SigningCredentials> {
    let provider: CloudauthCredentialsProvider | undefined;
    try {
      provider = this.provider ?? (await this.makeProvider());
      this.provider = provider;
      return providedCredentials(await provider.getCredential());
    } catch (error) {
      // The vendor's default chain keeps using the provider that failed, so a retry needs a new chain.
      if (this.provider === provider) this.provider = undefined;
      throw unavailable(error);
    }
  }
}

function factoryOf(given: Credentials): CloudauthCredentialsFactory {
  if (typeof given === 'function') return given;
  if ('getCredential' in given) return () => given;
  return () => ({ getCredential: () => Promise.resolve(given) });
}

/** The provider's error is discarded: it may contain addresses, role names and the response of a token service. */
function unavailable(error: unknown): IdVerificationError {
  if (error instanceof IdVerificationError) return error;
  return new IdVerificationError('credentials_unavailable', {
    message: `The credentials provider failed (${errorCode(error) ?? 'without a code'})`,
    hint: 'Call the provider’s getCredential() separately to see the cause. If it keeps failing after the cause is fixed, set `credentials` to a function that makes the provider.',
  });
}
