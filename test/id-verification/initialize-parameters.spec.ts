import { validate } from 'class-validator';
import { plainToInstance } from 'class-transformer';
import {
  IdVerificationValidationError,
  InitializeVerificationDto,
  validateInput,
} from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import {
  ACCEPTED_CASES,
  MINIMAL_REQUEST,
  REFUSED_CASES,
  requestWith,
  UNKNOWN_FIELDS,
} from '../support/vendor/initialize-parameter-cases.js';

async function errorsOf(input: unknown): Promise<IdVerificationValidationError['errors']> {
  const error: unknown = await validateInput(InitializeVerificationDto, input).catch(
    (reason: unknown) => reason,
  );
  return error instanceof IdVerificationValidationError ? error.errors : [];
}

describe('the DTO of Initialize', () => {
  it('accepts a request with only the required parameters', async () => {
    expect(await validateInput(InitializeVerificationDto, MINIMAL_REQUEST)).toEqual(MINIMAL_REQUEST);
  });

  it.each(ACCEPTED_CASES)('accepts $field: $what', async (accepted) => {
    expect(await errorsOf(requestWith(accepted))).toEqual([]);
  });

  it.each(REFUSED_CASES)('rejects $field: $what, by the rule $rule', async (refused) => {
    const errors = await errorsOf(requestWith(refused));

    expect(errors.map(({ field, rule }) => ({ field, rule }))).toContainEqual({
      field: refused.field,
      rule: refused.rule,
    });
    for (const { message } of errors) expect(message).toMatch(/^\w+ \w.{5,}$/);
  });

  it.each(REFUSED_CASES)('lets Nest’s own ValidationPipe reject $field: $what', async (refused) => {
    const instance = plainToInstance(InitializeVerificationDto, requestWith(refused));

    expect((await validate(instance)).map(({ property }) => property)).toContain(refused.field);
  });

  it.each(UNKNOWN_FIELDS)('rejects the unknown field %s', async (field) => {
    const json = JSON.stringify(MINIMAL_REQUEST).replace(/}$/, `,"${field}":"x"}`);

    expect(await errorsOf(JSON.parse(json))).toEqual([
      { field, rule: 'unknownField', message: `${field} is not a field of the request` },
    ]);
  });

  it.each(['a'.repeat(65), 'a b', 'a\n', ''])(
    'does not repeat the unknown field %j in an error',
    async (field) => {
      expect(await errorsOf(Object.assign({ [field]: 'x' }, MINIMAL_REQUEST))).toEqual([
        {
          field: field.slice(0, 64),
          rule: 'unknownField',
          message: 'the request holds a field that does not exist',
        },
      ]);
    },
  );

  it('reports a null field as null, not as missing', async () => {
    expect(await errorsOf({ ...MINIMAL_REQUEST, merchantBizId: null })).toEqual([
      { field: 'merchantBizId', rule: 'isDefined', message: 'merchantBizId must not be null' },
    ]);
  });

  it.each([null, undefined, 'text', 7, [MINIMAL_REQUEST]])(
    'rejects %j in place of a request',
    async (input) => {
      expect(await errorsOf(input)).toEqual([
        { field: '', rule: 'isObject', message: 'the request must be an object' },
      ]);
    },
  );

  it('reports every broken rule at once', async () => {
    const errors = await errorsOf({ ...MINIMAL_REQUEST, sceneCode: 'much-too-long', docVideo: 'J' });

    expect(errors.map(({ field, rule }) => `${field} ${rule}`).sort()).toEqual([
      'docVideo isIn',
      'sceneCode matches',
      'sceneCode maxLength',
    ]);
  });

  it('never includes a rejected value in an error', async () => {
    const secret = 'S3CRET';
    const request = Object.fromEntries(Object.keys(MINIMAL_REQUEST).map((field) => [field, `${secret}\0`]));
    const error: unknown = await validateInput(InitializeVerificationDto, request).catch(
      (reason: unknown) => reason,
    );

    expect(error).toBeInstanceOf(IdVerificationValidationError);
    expect(JSON.stringify(error) + String(error)).not.toContain(secret);
  });
});
