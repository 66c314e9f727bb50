/** The three parts of an `Authorization` header of the ACS3-HMAC-SHA256 scheme. */
export interface Authorization {
  readonly accessKeyId: string;
  /** Lower-case names in the order in which they were sent. */
  readonly signedHeaders: readonly string[];
  /** 64 lower-case hexadecimal digits. */
  readonly signature: string;
}

const ACS3 = /^ACS3-HMAC-SHA256 +Credential=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{64})$/i;

/** Reads the header; undefined when it is not of the scheme. */
export function parseAuthorization(header: string): Authorization | undefined {
  const [, accessKeyId, signedHeaders, signature] = ACS3.exec(header) ?? [];
  if (accessKeyId === undefined || signedHeaders === undefined || signature === undefined) return undefined;
  return {
    accessKeyId,
    signedHeaders: signedHeaders.toLowerCase().split(';'),
    signature: signature.toLowerCase(),
  };
}
