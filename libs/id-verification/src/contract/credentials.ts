/**
 * The key pair that signs requests; with a security token for temporary (STS) credentials. Use the keys of a RAM user
 * with the policy `AliyunAntCloudAuthFullAccess`, not those of the root account.
 *
 * @publicApi
 */
export interface CloudauthCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string | undefined;
}

/**
 * A source of renewable credentials: a `Credential` of `@alicloud/credentials` 2.x, or any object with this method. It
 * is called before every vendor call, once for concurrent calls, and is expected to cache valid credentials.
 *
 * @publicApi
 */
export interface CloudauthCredentialsProvider {
  getCredential(): Promise<{
    readonly accessKeyId?: string | undefined;
    readonly accessKeySecret?: string | undefined;
    readonly securityToken?: string | undefined;
  }>;
}

/**
 * Makes a provider, for the first call and again after a provider has failed.
 *
 * @publicApi
 */
export type CloudauthCredentialsFactory = () =>
  CloudauthCredentialsProvider | Promise<CloudauthCredentialsProvider>;
