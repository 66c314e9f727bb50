import { describe, expect, it } from 'vitest';
import { parametersOf } from '../../wire/parameters.js';
import { GOOD_INITIALIZE } from '../../testing/call.fixture.js';
import { checkInitialize } from './check-initialize.js';

function codeOf(parameters: Record<string, string | undefined>): string {
  const pairs = Object.entries({ ...GOOD_INITIALIZE, ...parameters });
  const given = pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return checkInitialize(parametersOf(given), ['FACE_LIVENESS'])?.code ?? 'Success';
}

const metaInfo = (content: object) => JSON.stringify(content);
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148';
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0';

describe('the parameters of Initialize', () => {
  it.each(['ProductCode', 'MerchantBizId', 'MetaInfo', 'MerchantUserId'])('%s is required', (name) => {
    expect(codeOf({ [name]: undefined })).toBe('MissingParameter');
    expect(codeOf({ [name]: '' })).toBe('MissingParameter');
  });

  it.each([
    'SceneCode',
    'SecurityLevel',
    'Model',
    'DocVideo',
    'CallbackUrl',
    'CallbackToken',
    'AppQualityCheck',
  ])('%s may be absent or empty', (name) => {
    expect(codeOf({ [name]: undefined })).toBe('Success');
    expect(codeOf({ [name]: '' })).toBe('Success');
  });

  it.each([
    ['ProductCode', 'FACE_LIVENESS', 'FACE_LIVENESS_PRO'],
    ['ProductCode', 'FACE_LIVENESS', 'face_liveness'],
    ['SceneCode', 'abcDEF_789', 'abcDEF_7890'],
    ['SceneCode', '_', 'a-b'],
    ['SceneCode', '1', 'é'],
    ['MerchantBizId', 'a'.repeat(32), 'a'.repeat(33)],
    ['MerchantBizId', 'Az09', 'e0c34a77-f5ac'],
    ['MerchantBizId', '1', 'a_b'],
    ['MetaInfo', '{}', '[]'],
    ['MetaInfo', '{"a":1}', '"{}"'],
    ['MetaInfo', ' {} ', 'null'],
    ['MetaInfo', '{"deviceType":"ios"}', '{"deviceType":"ios"'],
    ['SecurityLevel', '01', '1'],
    ['SecurityLevel', '02', '03'],
    ['Model', 'LIVENESS', 'TEMPLATE'],
    ['Model', 'PHOTINUS_LIVENESS', 'PHOTINUS'],
    ['DocVideo', 'Y', 'y'],
    ['DocVideo', 'N', 'true'],
    ['CallbackUrl', 'https://example.com/cb?order=1', 'http://example.com/cb'],
    ['CallbackUrl', 'https://example.com', 'https://'],
    ['CallbackUrl', 'https://127.0.0.1:3000/', 'ftp://https.example.com'],
    ['AppQualityCheck', 'Y', 'yes'],
    ['AppQualityCheck', 'N', 'n'],
  ])('%s accepts %s and refuses %s', (name, good, bad) => {
    expect(codeOf({ [name]: good })).toBe('Success');
    expect(codeOf({ [name]: bad })).toBe('InvalidParameter');
  });

  it.each(['MerchantUserId', 'CallbackToken'])('%s may be any text of any length', (name) => {
    expect(codeOf({ [name]: 'é!* '.repeat(1000) })).toBe('Success');
  });

  it('counts SceneCode in characters, and names the parameter that is wrong', () => {
    const refused = checkInitialize(
      parametersOf(Object.entries({ ...GOOD_INITIALIZE, SceneCode: '12345678901' })),
      ['FACE_LIVENESS'],
    );
    expect(refused?.message).toContain('SceneCode');
    expect(refused?.message).not.toContain('12345678901');
  });

  it.each([
    ['a native app', { deviceType: 'android' }, 'Success'],
    ['a page in a phone browser', { deviceType: 'h5', ua: PHONE }, 'Success'],
    ['a page in a phone browser that calls itself web', { deviceType: 'web', ua: PHONE }, 'Success'],
    ['a PC', { deviceType: 'pc' }, 'InvalidParameter'],
    ['a page in a desktop browser', { deviceType: 'web', ua: DESKTOP }, 'InvalidParameter'],
    ['a web page that does not say more', { deviceType: 'web' }, 'InvalidParameter'],
    ['a client that does not say what it is', {}, 'Success'],
  ])('checks PHOTINUS_LIVENESS with MetaInfo of %s', (_, meta, code) => {
    expect(codeOf({ Model: 'PHOTINUS_LIVENESS', MetaInfo: metaInfo(meta) })).toBe(code);
  });

  it.each(['LanguageConfig', 'ExperienceCode', 'FaceAttributeCheck', 'NobodyKnowsThis'])(
    'accepts %s, which the table does not contain',
    (name) => {
      expect(codeOf({ [name]: 'anything' })).toBe('Success');
    },
  );

  it.each([
    ['ReturnUrl', 'http://localhost:3000/', 'javascript:alert(1)'],
    ['StyleConfig', '{}', 'dark'],
    ['ShowGuidePage', '0', 'no'],
    ['ProcedurePriority', 'keep', 'stay'],
    ['ChameleonFrameEnable', 'N', 'n'],
    ['TemplateConfig', '01,02,07', '08'],
    ['TemplateType', 'Ran', 'ran'],
    ['TemplateRanCount', '2', '1'],
  ])('%s may be %s and not %s, as the SDK documents', (name, good, bad) => {
    expect([codeOf({ [name]: good }), codeOf({ [name]: bad })]).toEqual(['Success', 'InvalidParameter']);
  });
});
