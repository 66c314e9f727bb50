/**
 * The key pair that signs requests; with a security token for temporary (STS) credentials. Use the keys of a RAM
 * user that holds the policy `AliyunAntCloudAuthFullAccess`, not those of the root account.
 *
 * @publicApi
 */
export interface CloudauthCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string | undefined;
}

/**
 * Where credentials come from that are renewed: a `Credential` of `@alicloud/credentials` 2.x, or anything else with
 * this method. It is called before every call of the vendor, once for concurrent calls, and is
 * expected to keep its response by itself for as long as that is valid.
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
 * Makes a provider: when the first call needs one, and again after a provider has failed.
 *
 * @publicApi
 */
export type CloudauthCredentialsFactory = () =>
  CloudauthCredentialsProvider | Promise<CloudauthCredentialsProvider>;
