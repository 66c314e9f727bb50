/**
 * The key pair that signs requests; with a security token for temporary (STS) credentials. Use the keys of a RAM
 * user that holds the policy `AliyunAntCloudAuthFullAccess`, not those of the root account.
 *
 * @publicApi
 */
export interface CloudauthCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}
