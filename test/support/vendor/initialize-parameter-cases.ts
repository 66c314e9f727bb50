import type { InitializeVerificationDto } from 'nestjs-id-verification';

export const META_INFO =
  '{"zimVer":"3.0.0","appVersion":"1","bioMetaInfo":"4.1.0:11501568,0","appName":"com.example.app","deviceType":"ios","osVersion":"iOS 17.4","apdidToken":"","deviceModel":"iPhone15,2"}';

/** A request with nothing but the required parameters. */
export const MINIMAL_REQUEST = {
  productCode: 'FACE_LIVENESS',
  merchantBizId: 'e0c34a77f5ac40a5aa5e6ed20c35d3a1',
  metaInfo: META_INFO,
  merchantUserId: 'user-1',
} as const satisfies InitializeVerificationDto;

type Field = keyof InitializeVerificationDto;

/** A value that the vendor's table allows. */
export interface AcceptedCase {
  readonly field: Field;
  readonly what: string;
  readonly value: unknown;
  /** Other fields that the value goes together with. */
  readonly alongside?: Partial<InitializeVerificationDto>;
}

/** A value that the vendor's table refuses, and by which rule. */
export interface RefusedCase extends AcceptedCase {
  readonly rule: string;
}

const pcMetaInfo = '{"deviceType":"pc"}';
const windowsMetaInfo = '{"deviceType":"web","ua":"Mozilla/5.0 (Windows NT 10.0; Win64; x64)"}';
const phoneMetaInfo = '{"deviceType":"h5","ua":"Mozilla/5.0 (Linux; Android 15; Pixel 9) Mobile"}';

export const ACCEPTED_CASES: readonly AcceptedCase[] = [
  { field: 'productCode', what: 'the one product', value: 'FACE_LIVENESS' },
  { field: 'sceneCode', what: '10 characters', value: 'aZ09_aZ09_' },
  { field: 'sceneCode', what: '1 character', value: '_' },
  { field: 'merchantBizId', what: '32 characters', value: 'a'.repeat(16) + 'Z9'.repeat(8) },
  { field: 'merchantBizId', what: '1 character', value: '7' },
  { field: 'metaInfo', what: 'an empty object', value: '{}' },
  { field: 'metaInfo', what: 'a name that stands twice', value: '{"a":1,"a":2}' },
  { field: 'metaInfo', what: 'spaces, escapes and other scripts', value: ' { "ua" : "é😀\\u0000\\"" } ' },
  { field: 'merchantUserId', what: 'an e-mail address', value: 'user+1@example.com' },
  { field: 'merchantUserId', what: 'another script', value: '用户😀' },
  { field: 'securityLevel', what: 'standard mode', value: '01' },
  { field: 'securityLevel', what: 'safe mode', value: '02' },
  { field: 'model', what: 'blinking', value: 'LIVENESS' },
  { field: 'model', what: 'blinking on a PC', value: 'LIVENESS', alongside: { metaInfo: pcMetaInfo } },
  { field: 'model', what: 'coloured light on a phone', value: 'PHOTINUS_LIVENESS' },
  {
    field: 'model',
    what: 'coloured light in a phone’s browser',
    value: 'PHOTINUS_LIVENESS',
    alongside: { metaInfo: phoneMetaInfo },
  },
  { field: 'docVideo', what: 'yes', value: 'Y' },
  { field: 'docVideo', what: 'no', value: 'N' },
  { field: 'callbackUrl', what: 'an https address', value: 'https://example.com' },
  { field: 'callbackUrl', what: 'a port, path and query', value: 'https://example.com:8443/a/b?c=d&e=%20' },
  { field: 'callbackUrl', what: 'a query without a path', value: 'https://example.com?a=b*&passed=Y' },
  { field: 'callbackUrl', what: 'an address in place of a name', value: 'https://[2001:db8::1]/' },
  {
    field: 'callbackToken',
    what: 'any text',
    value: 'NMjvQanQgplBSaEI0sL86WnQplB',
    alongside: { callbackUrl: 'https://example.com' },
  },
  { field: 'appQualityCheck', what: 'yes', value: 'Y' },
  { field: 'appQualityCheck', what: 'no', value: 'N' },
  { field: 'extraParameters', what: 'nothing', value: {} },
  { field: 'extraParameters', what: 'a parameter beyond the table', value: { DocType: '01000000' } },
  { field: 'returnUrl', what: 'an address of this machine', value: 'http://localhost:3000/continue?a=b#c' },
  { field: 'languageConfig', what: 'a language', value: 'en' },
  { field: 'styleConfig', what: 'JSON text', value: '{"facePage":{}}' },
  { field: 'showGuidePage', what: 'no', value: '0' },
  { field: 'procedurePriority', what: 'no other browser', value: 'keep' },
  { field: 'chameleonFrameEnable', what: 'yes', value: 'Y' },
  { field: 'experienceCode', what: 'any text', value: '9be7b7d0180041219e5ab03ac6dab5fb' },
  { field: 'templateConfig', what: 'three actions', value: '01,02,07' },
  { field: 'templateType', what: 'a random order', value: 'Ran' },
  { field: 'templateRanCount', what: 'two', value: '2' },
  { field: 'faceAttributeCheck', what: 'any text', value: 'Y' },
];

const enumerated = ['productCode', 'securityLevel', 'model', 'docVideo', 'appQualityCheck'] as const;
const texts = [
  ...enumerated,
  'sceneCode',
  'merchantBizId',
  'metaInfo',
  'merchantUserId',
  'callbackUrl',
  'callbackToken',
] as const;
const required = ['productCode', 'merchantBizId', 'metaInfo', 'merchantUserId'] as const;

export const REFUSED_CASES: readonly RefusedCase[] = [
  ...required.flatMap((field) => [
    { field, what: 'missing', value: undefined, rule: 'isDefined' },
    { field, what: 'null', value: null, rule: 'isDefined' },
  ]),
  ...texts
    .filter((field) => !required.some((name) => name === field))
    .map((field) => ({ field, what: 'null', value: null, rule: 'isString' })),
  ...texts.flatMap((field) => [
    { field, what: 'empty', value: '', rule: 'isNotEmpty' },
    { field, what: 'a number', value: 1, rule: 'isString' },
    { field, what: 'a list', value: ['FACE_LIVENESS'], rule: 'isString' },
    { field, what: 'an object', value: {}, rule: 'isString' },
    { field, what: 'a boolean', value: true, rule: 'isString' },
    { field, what: 'NUL', value: 'a\0b', rule: 'isWellFormedText' },
    { field, what: 'half a surrogate pair', value: 'a\ud800', rule: 'isWellFormedText' },
  ]),
  ...enumerated.flatMap((field) => [
    { field, what: 'a value that is not listed', value: '03', rule: 'isIn' },
    { field, what: 'a listed value with a space', value: 'Y ', rule: 'isIn' },
  ]),
  { field: 'productCode', what: 'lower case', value: 'face_liveness', rule: 'isIn' },
  { field: 'productCode', what: 'another product', value: 'FACE_LIVENESS_PRO', rule: 'isIn' },
  { field: 'model', what: 'lower case', value: 'liveness', rule: 'isIn' },
  { field: 'docVideo', what: 'lower case', value: 'y', rule: 'isIn' },
  { field: 'appQualityCheck', what: 'lower case', value: 'n', rule: 'isIn' },
  { field: 'securityLevel', what: 'without its zero', value: '2', rule: 'isIn' },
  { field: 'sceneCode', what: '11 characters', value: 'a'.repeat(11), rule: 'maxLength' },
  { field: 'sceneCode', what: 'a dash', value: 'a-b', rule: 'matches' },
  { field: 'sceneCode', what: 'a letter with an accent', value: 'é', rule: 'matches' },
  { field: 'sceneCode', what: 'a space', value: 'a b', rule: 'matches' },
  { field: 'sceneCode', what: 'a digit of another script', value: '１', rule: 'matches' },
  { field: 'sceneCode', what: 'a line break at its end', value: 'a\n', rule: 'matches' },
  { field: 'merchantBizId', what: '33 characters', value: 'a'.repeat(33), rule: 'maxLength' },
  {
    field: 'merchantBizId',
    what: 'a UUID with its dashes',
    value: 'e0c34a77-f5ac-40a5-aa5e-6ed20c35d3a',
    rule: 'matches',
  },
  { field: 'merchantBizId', what: 'an underscore', value: 'a_b', rule: 'matches' },
  { field: 'merchantBizId', what: 'a digit of another script', value: '１', rule: 'matches' },
  { field: 'merchantBizId', what: 'a line break at its end', value: 'a\n', rule: 'matches' },
  { field: 'metaInfo', what: 'text that is not JSON', value: 'ios', rule: 'isJsonObjectText' },
  { field: 'metaInfo', what: 'a comma too many', value: '{"a":1,}', rule: 'isJsonObjectText' },
  { field: 'metaInfo', what: 'a byte order mark in front', value: '\ufeff{}', rule: 'isJsonObjectText' },
  { field: 'metaInfo', what: 'something after the object', value: '{}x', rule: 'isJsonObjectText' },
  { field: 'metaInfo', what: 'a JSON list', value: '[]', rule: 'isJsonObjectText' },
  { field: 'metaInfo', what: 'a JSON null', value: 'null', rule: 'isJsonObjectText' },
  { field: 'metaInfo', what: 'a JSON number', value: '1', rule: 'isJsonObjectText' },
  {
    field: 'metaInfo',
    what: 'JSON that was encoded twice',
    value: '"{\\"deviceType\\":\\"ios\\"}"',
    rule: 'isJsonObjectText',
  },
  {
    field: 'model',
    what: 'coloured light on a PC',
    value: 'PHOTINUS_LIVENESS',
    rule: 'isModelForDevice',
    alongside: { metaInfo: pcMetaInfo },
  },
  {
    field: 'model',
    what: 'coloured light in a desktop browser',
    value: 'PHOTINUS_LIVENESS',
    rule: 'isModelForDevice',
    alongside: { metaInfo: windowsMetaInfo },
  },
  { field: 'callbackUrl', what: 'http', value: 'http://example.com', rule: 'isHttpsUrl' },
  { field: 'callbackUrl', what: 'no scheme', value: '//example.com', rule: 'isHttpsUrl' },
  { field: 'callbackUrl', what: 'one slash', value: 'https:/example.com', rule: 'isHttpsUrl' },
  {
    field: 'callbackUrl',
    what: 'a port that cannot be',
    value: 'https://example.com:99999',
    rule: 'isHttpsUrl',
  },
  { field: 'callbackUrl', what: 'upper case https', value: 'HTTPS://example.com', rule: 'isHttpsUrl' },
  { field: 'callbackUrl', what: 'no host', value: 'https://', rule: 'isHttpsUrl' },
  { field: 'callbackUrl', what: 'a password', value: 'https://u:p@example.com', rule: 'isHttpsUrl' },
  { field: 'callbackUrl', what: 'a fragment', value: 'https://example.com/#a', rule: 'isHttpsUrl' },
  { field: 'callbackUrl', what: 'a space', value: 'https://example.com/a b', rule: 'isHttpsUrl' },
  { field: 'callbackUrl', what: 'a space in front', value: ' https://example.com', rule: 'isHttpsUrl' },
  { field: 'callbackUrl', what: 'a script', value: 'javascript:alert(1)', rule: 'isHttpsUrl' },
  { field: 'returnUrl', what: 'a script', value: 'javascript:alert(1)', rule: 'isWebUrl' },
  { field: 'returnUrl', what: 'a password', value: 'https://u:p@example.com', rule: 'isWebUrl' },
  { field: 'styleConfig', what: 'text that is not JSON', value: 'dark', rule: 'isJsonObjectText' },
  { field: 'showGuidePage', what: 'a word', value: 'yes', rule: 'isIn' },
  { field: 'procedurePriority', what: 'upper case', value: 'URL', rule: 'isIn' },
  { field: 'chameleonFrameEnable', what: 'lower case', value: 'y', rule: 'isIn' },
  { field: 'templateConfig', what: 'an unknown action', value: '01,08', rule: 'matches' },
  { field: 'templateConfig', what: 'four actions', value: '01,02,03,04', rule: 'matches' },
  { field: 'templateType', what: 'lower case', value: 'seq', rule: 'isIn' },
  { field: 'templateRanCount', what: 'one', value: '1', rule: 'isIn' },
  { field: 'languageConfig', what: 'empty', value: '', rule: 'isNotEmpty' },
  { field: 'experienceCode', what: 'a number', value: 1, rule: 'isString' },
  { field: 'faceAttributeCheck', what: 'NUL', value: 'a\0b', rule: 'isWellFormedText' },
  {
    field: 'extraParameters',
    what: 'a parameter with a field of its own',
    value: { ReturnUrl: 'https://example.com' },
    rule: 'isExtraParameters',
  },
  { field: 'extraParameters', what: 'null', value: null, rule: 'isExtraParameters' },
  { field: 'extraParameters', what: 'a list', value: [], rule: 'isExtraParameters' },
  { field: 'extraParameters', what: 'a number as value', value: { DocType: 1 }, rule: 'isExtraParameters' },
  {
    field: 'extraParameters',
    what: 'a parameter of the table',
    value: { MetaInfo: '{}' },
    rule: 'isExtraParameters',
  },
  {
    field: 'extraParameters',
    what: 'a parameter of the table in other case',
    value: { metainfo: '{}' },
    rule: 'isExtraParameters',
  },
  {
    field: 'extraParameters',
    what: 'a parameter of the gateway',
    value: { Action: 'CheckResult' },
    rule: 'isExtraParameters',
  },
  {
    field: 'extraParameters',
    what: 'a name that is no name',
    value: { 'a&b': 'c' },
    rule: 'isExtraParameters',
  },
];

/** Fields that no class declares, some of which every object inherits. */
export const UNKNOWN_FIELDS = ['unknownField', 'constructor', 'toString', '__proto__', 'MerchantBizId'];

/** The minimal request with one field set as the case says; `undefined` removes it. */
export function requestWith({ field, value, alongside }: AcceptedCase): Record<string, unknown> {
  const request: Record<string, unknown> = { ...MINIMAL_REQUEST, ...alongside };
  if (value === undefined) delete request[field];
  else request[field] = value;
  return request;
}
