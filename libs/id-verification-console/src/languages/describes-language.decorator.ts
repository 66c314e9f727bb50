import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiQuery } from '@nestjs/swagger';
import { LANGUAGES } from './languages.js';

/** A route that negotiates its language. */
export function DescribesLanguage(): MethodDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'lang',
      required: false,
      description: 'The language, in place of the one that `Accept-Language` prefers.',
      schema: { type: 'string', example: 'zh-Hant', enum: [...LANGUAGES] },
    }),
    ApiHeader({
      name: 'Accept-Language',
      required: false,
      description: 'The languages that the reader prefers.',
      schema: { type: 'string', example: 'zh-HK, en;q=0.8' },
    }),
  );
}
