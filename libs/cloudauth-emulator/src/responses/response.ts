import type { JsonObject } from './json.js';
import { isVendorCode, VENDOR_CODES, type VendorCode } from './vendor-codes.js';

/** What an operation or the gateway says, before it is put on the wire. */
export interface Response {
  readonly status: number;
  readonly code: string;
  readonly body: JsonObject;
}

/** Why something is refused: a code of the vendor's and, where it helps, a text that names the parameter or header. */
export class Refusal {
  constructor(
    readonly code: VendorCode,
    readonly message: string = VENDOR_CODES[code].message,
  ) {}
}

/** HTTP 200 with the given result. */
export function success(requestId: string, result: JsonObject, code = 'Success'): Response {
  return {
    status: 200,
    code,
    body: { RequestId: requestId, Code: code, Message: 'success', Result: result },
  };
}

/** An error body as the vendor's gateway writes it. The status of an unknown code is 400 unless given. */
export function failure(
  requestId: string,
  hostId: string,
  code: string,
  message?: string,
  status?: number,
): Response {
  const known = isVendorCode(code) ? VENDOR_CODES[code] : { status: 400, message: code };
  return {
    status: status ?? known.status,
    code,
    body: {
      RequestId: requestId,
      HostId: hostId,
      Code: code,
      Message: message ?? known.message,
      Recommend: `https://api.alibabacloud.com/troubleshoot?q=${encodeURIComponent(code)}&product=Cloudauth-intl&requestId=${requestId}`,
    },
  };
}
