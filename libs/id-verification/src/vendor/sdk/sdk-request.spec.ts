import { Model } from '@darabonba/typescript';
import { describe, expect, it } from 'vitest';
import { IdVerificationValidationError } from '../../errors/validation.error.js';
import { sdkRequest } from './sdk-request.js';

class Request extends Model {
  static names(): Record<string, string> {
    return { metaInfo: 'MetaInfo', MRTDInput: 'MRTDInput', useNFC: 'UseNFC', docPageConfig: 'DocPageConfig' };
  }

  static types(): Record<string, unknown> {
    const docPageConfig = { type: 'array', itemType: 'string' };
    return { metaInfo: 'string', MRTDInput: 'string', useNFC: 'string', docPageConfig };
  }
}

function refusal(parameters: Record<string, string>): unknown {
  try {
    return sdkRequest(Request, parameters);
  } catch (error) {
    return error;
  }
}

describe('a request of the SDK', () => {
  it('has each parameter under the property that its own class names', () => {
    const parameters = { MetaInfo: '{}', MRTDInput: '1', UseNFC: 'N', DocPageConfig: '["01","02"]' };

    expect({ ...sdkRequest(Request, parameters) }).toEqual({
      metaInfo: '{}',
      MRTDInput: '1',
      useNFC: 'N',
      docPageConfig: ['01', '02'],
    });
  });

  it.each(['FaceAttributeCheck', 'metaInfo', 'constructor', '__proto__'])(
    'is not made with %s, which it would drop',
    (name) => {
      const error = refusal(Object.fromEntries([[name, 'customer']]));

      expect(error).toBeInstanceOf(IdVerificationValidationError);
      expect(error).toMatchObject({ errors: [{ field: name, rule: 'knownToSdk' }] });
      expect(String(error)).not.toContain('customer');
    },
  );

  it.each(['01', '{"a":1}', '["01"'])('is not made with %s where a list belongs', (value) => {
    expect(refusal({ DocPageConfig: value })).toMatchObject({
      errors: [{ field: 'DocPageConfig', rule: 'jsonArray' }],
    });
  });
});
