import { MARKS, markedRequest } from '../conformance/marks.js';

/** A request that breaks a rule with a secret or personal value. */
export interface BadRequest {
  readonly what: string;
  readonly request: unknown;
}

const TEXTS = [
  'productCode',
  'sceneCode',
  'merchantBizId',
  'metaInfo',
  'merchantUserId',
  'securityLevel',
  'model',
  'docVideo',
  'callbackUrl',
  'callbackToken',
  'appQualityCheck',
] as const;

const longMetaInfo = JSON.stringify({ text: MARKS.metaInfo, padding: 'x'.repeat(10_000) });

export const BAD_REQUESTS: readonly BadRequest[] = [
  ...TEXTS.flatMap((field) => [
    { what: `a ${field} with NUL`, request: { ...markedRequest(), [field]: `${MARKS.merchantUserId}\0` } },
    { what: `a list as ${field}`, request: { ...markedRequest(), [field]: [MARKS.merchantUserId] } },
  ]),
  { what: 'a metaInfo that is no JSON', request: { ...markedRequest(), metaInfo: `{${MARKS.metaInfo}` } },
  { what: 'a metaInfo that is too long', request: { ...markedRequest(), metaInfo: longMetaInfo } },
  { what: 'a callbackToken for the module’s own address', request: withoutCallbackUrl() },
  { what: 'an unknown field', request: { ...markedRequest(), unknown: MARKS.merchantUserId } },
  { what: 'an extra parameter that is no text', request: extra({ ReturnUrl: [MARKS.extraParameter] }) },
  { what: 'an extra parameter of the table', request: extra({ MetaInfo: MARKS.extraParameter }) },
  { what: 'a text in place of a request', request: MARKS.metaInfo },
  { what: 'a list in place of a request', request: [markedRequest()] },
];

function extra(extraParameters: Readonly<Record<string, unknown>>): unknown {
  return { ...markedRequest(), extraParameters };
}

function withoutCallbackUrl(): unknown {
  const { callbackUrl: _, ...request } = markedRequest();
  return request;
}
