/**
 * One row of the vendor's table of request parameters.
 *
 * @publicApi
 */
export interface InitializeParameter {
  /** The vendor's name; the DTO's property is the same in camelCase. */
  readonly wireName: string;
  readonly required: boolean;
  readonly description: string;
  readonly example: string;
  /** The valid values. */
  readonly values?: readonly string[] | undefined;
  /** In characters. */
  readonly maxLength?: number | undefined;
  readonly characters?: { readonly pattern: RegExp; readonly inWords: string };
  readonly format?: 'json-object' | 'https-url' | 'web-url' | undefined;
  /** The vendor's default for an absent parameter. */
  readonly vendorDefault?: string | undefined;
}

/** The rows that do not depend on the product, in the vendor's order. Source: the vendor's page "Initialize" (31 January 2026). */
export const COMMON_PARAMETERS = {
  sceneCode: {
    wireName: 'SceneCode',
    required: false,
    description: 'Your name for the scene, by which the vendor’s console searches records.',
    example: '1234567890',
    maxLength: 10,
    characters: { pattern: /^[A-Za-z0-9_]*$/, inWords: 'letters, digits and underscores' },
  },
  merchantBizId: {
    wireName: 'MerchantBizId',
    required: true,
    description: 'Your unique id of this verification, the idempotency key.',
    example: 'e0c34a77f5ac40a5aa5e6ed20c35d3a1',
    maxLength: 32,
    characters: { pattern: /^[A-Za-z0-9]*$/, inWords: 'letters and digits' },
  },
  metaInfo: {
    wireName: 'MetaInfo',
    required: true,
    description: 'The result of the client’s getMetaInfo(), as JSON text, unchanged.',
    example:
      '{"zimVer":"3.0.0","appVersion":"1","bioMetaInfo":"4.1.0:11501568,0","appName":"com.example.app","deviceType":"ios","osVersion":"iOS 17.4","apdidToken":"","deviceModel":"iPhone15,2"}',
    format: 'json-object',
  },
  merchantUserId: {
    wireName: 'MerchantUserId',
    required: true,
    description: 'Your id of the user.',
    example: '123456789',
  },
  securityLevel: {
    wireName: 'SecurityLevel',
    required: false,
    description:
      '01: standard mode, for tests and low risk. 02: safe mode, in which Device Guard assesses the device (sub-code 206 when it finds a threat).',
    example: '02',
    values: ['01', '02'],
    vendorDefault: '02',
  },
  model: {
    wireName: 'Model',
    required: false,
    description: 'LIVENESS: blinking. PHOTINUS_LIVENESS: blinking and coloured light; not on a PC.',
    example: 'PHOTINUS_LIVENESS',
    values: ['LIVENESS', 'PHOTINUS_LIVENESS'],
    vendorDefault: 'LIVENESS',
  },
  docVideo: {
    wireName: 'DocVideo',
    required: false,
    description: 'Y: a video of one to two seconds is stored for CheckResult. N: none.',
    example: 'N',
    values: ['N', 'Y'],
    vendorDefault: 'N',
  },
  callbackUrl: {
    wireName: 'CallbackUrl',
    required: false,
    description:
      'The URL of the vendor’s callback (GET), called when the user has finished. Must be reachable from the internet.',
    example: 'https://www.example.com/id-verification/callback',
    format: 'https-url',
  },
  callbackToken: {
    wireName: 'CallbackToken',
    required: false,
    description: 'Your token, which the vendor adds to its callback.',
    example: 'NMjvQanQgplBSaEI0sL86WnQplB',
  },
  appQualityCheck: {
    wireName: 'AppQualityCheck',
    required: false,
    description: 'Y: strict check of the picture’s quality, in client SDKs from 1.2.5 on. N: none.',
    example: 'N',
    values: ['Y', 'N'],
    vendorDefault: 'Y',
  },
} as const satisfies Record<string, InitializeParameter>;
