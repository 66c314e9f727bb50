import fc, { type Arbitrary } from 'fast-check';
import type { InitializeParameterName } from 'nestjs-id-verification';

/** Texts by field; a field that is not there is not sent. */
export type RequestTexts = Readonly<Partial<Record<InitializeParameterName, string>>>;

interface FieldTexts {
  readonly good: Arbitrary<string>;
  /** Next to a rule's edge, on either side of it. */
  readonly edge: Arbitrary<string>;
}

const anyText = (maxLength: number) => fc.string({ unit: 'binary', maxLength });
const fullText = fc.oneof(anyText(40), fc.emailAddress(), fc.constantFrom('0', ' ', '%', 'null', '用户😀'));

function listed(...values: string[]): FieldTexts {
  const spelt = values.flatMap((value) => [value.toLowerCase(), `${value} `, ` ${value}`, value.slice(1)]);
  return {
    good: fc.constantFrom(...values),
    edge: fc.oneof(fc.constantFrom('', '03', '1', 'TEMPLATE', 'true', ...spelt), anyText(5)),
  };
}

function coded(longest: number, characters: string): FieldTexts {
  const ofLength = (least: number, most: number) =>
    fc.stringMatching(new RegExp(`^[${characters}]{${least},${most}}$`));
  return {
    good: ofLength(1, longest),
    edge: fc.oneof(
      ofLength(longest, longest + 1),
      fc.constantFrom('', '-', '_', 'a-b', 'a b', 'a\n', '\na', 'é', '１', '😀', 'a\0'),
      anyText(longest + 2),
    ),
  };
}

/** Devices of which there is no doubt whether they are a PC; the vendor's page does not say how it tells the others. */
const DEVICES = [
  {},
  { deviceType: 'ios' },
  { deviceType: 'android' },
  { deviceType: 'pc' },
  { deviceType: 'h5', ua: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) Mobile' },
  { deviceType: 'web', ua: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148' },
  { deviceType: 'web', ua: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)' },
  { deviceType: 'web', ua: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
];

const metaInfo: FieldTexts = {
  good: fc
    .tuple(fc.constantFrom(...DEVICES), anyText(10))
    .map(([device, text]) => JSON.stringify({ ...device, text })),
  edge: fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      '{}',
      ' {}\n',
      '[]',
      'null',
      '1',
      '"{}"',
      '{',
      '{}}',
      '{"a":1,}',
      '\ufeff{}',
      "{'a':1}",
    ),
    fc.json({ maxDepth: 1 }),
    anyText(10),
  ),
};

const callbackUrl: FieldTexts = {
  good: fc.webUrl({ validSchemes: ['https'], withQueryParameters: true }),
  edge: fc.oneof(
    fc.webUrl({ validSchemes: ['http', 'https', 'ftp'], withFragments: true }),
    fc.webUrl({ validSchemes: ['https'], authoritySettings: { withUserInfo: true, withPort: true } }),
    fc.webUrl({ validSchemes: ['https'] }).map((url) => url.toUpperCase()),
    fc.constantFrom('', 'https', 'https:', 'https://', 'https:///', 'https:/a.com', 'https:a.com', '//a.com'),
    fc.constantFrom(
      'https://a b.com',
      'https://é.com',
      'https://a.com/é',
      'https://a.com:99999',
      'https://%',
      ' https://a.com',
    ),
    fc.constantFrom(
      'https://[::1]/',
      'https://[::',
      'https://1',
      'https://.',
      'https://a.com\\b',
      'https://a.com\0',
      'https://#',
      'https://?',
    ),
    anyText(8).map((text) => `https://${text}`),
  ),
};

const FIELDS: Readonly<Record<InitializeParameterName, FieldTexts>> = {
  productCode: listed('FACE_LIVENESS'),
  sceneCode: coded(10, 'A-Za-z0-9_'),
  merchantBizId: coded(32, 'A-Za-z0-9'),
  metaInfo,
  merchantUserId: {
    good: fullText.filter((text) => text !== ''),
    edge: fc.constantFrom('', ' ', '\0', 'a\0b'),
  },
  securityLevel: listed('01', '02'),
  model: listed('LIVENESS', 'PHOTINUS_LIVENESS'),
  docVideo: listed('Y', 'N'),
  callbackUrl,
  callbackToken: {
    good: fullText.filter((text) => text !== ''),
    edge: fc.constantFrom('', '\0', '&a=b', '😀'),
  },
  appQualityCheck: listed('Y', 'N'),
};

const FIELD_NAMES: readonly InitializeParameterName[] = [
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
];

/** A request of good texts, of which up to `mostEdges` fields are next to an edge or absent. */
export function requestTexts(mostEdges: number): Arbitrary<RequestTexts> {
  return fc
    .subarray([...FIELD_NAMES], { maxLength: mostEdges })
    .chain((edges) => fc.record(Object.fromEntries(FIELD_NAMES.map((name) => [name, textOf(name, edges)]))))
    .map((texts) => Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)));
}

function textOf(
  name: InitializeParameterName,
  edges: readonly InitializeParameterName[],
): Arbitrary<string | undefined> {
  const { good, edge } = FIELDS[name];
  return edges.includes(name) ? fc.option(edge, { nil: undefined, freq: 6 }) : good;
}
