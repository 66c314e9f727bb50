import { expect, test } from 'vitest';
import { IdVerificationValidationError } from '../errors/validation.error.js';
import { InitializeVerificationDto } from '../steps/initialize/initialize-verification.dto.js';
import { IdVerificationValidationPipe } from './id-verification-validation.pipe.js';

const REQUEST = { merchantBizId: 'order-1', merchantUserId: 'user-1', metaInfo: '{}', sceneCode: 'signup' };
const INVALID = { ...REQUEST, merchantBizId: '', surname: 'Doe' };

function errorsOf(
  pipe: IdVerificationValidationPipe,
  value: unknown,
  metatype?: typeof InitializeVerificationDto,
) {
  return pipe.transform(value, { type: 'body', metatype }).then(
    () => [],
    (error: unknown) => {
      expect(error).toBeInstanceOf(IdVerificationValidationError);
      return (error as IdVerificationValidationError).errors.map(({ field, rule }) => [field, rule]);
    },
  );
}

test.each([
  ['the declared class of the parameter', new IdVerificationValidationPipe(), InitializeVerificationDto],
  ['the given class', new IdVerificationValidationPipe(InitializeVerificationDto), undefined],
])('validates by %s', async (_, pipe, metatype) => {
  expect(await errorsOf(pipe, INVALID, metatype)).toEqual(
    expect.arrayContaining([
      ['surname', 'unknownField'],
      ['merchantBizId', expect.any(String)],
    ]),
  );
});

test.each([
  ['a string', 'order-1', String],
  ['a number', 1, Number],
  ['a parameter without metadata', 'order-1', undefined],
])('passes %s unchanged', async (_, value, metatype) => {
  expect(await new IdVerificationValidationPipe().transform(value, { type: 'param', metatype })).toBe(value);
});

test.each([
  ['body', Object],
  ['body', undefined],
  ['query', undefined],
] as const)(
  'refuses a %s of an unknown class (%s), so that nothing passes unvalidated',
  async (type, metatype) => {
    const passing = new IdVerificationValidationPipe().transform({ surname: 'Doe' }, { type, metatype });
    await expect(passing).rejects.toMatchObject({ code: 'configuration_invalid' });
  },
);
