import { HttpException, NotFoundException } from '@nestjs/common';
import { problemType } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { describeException } from './describe-exception.js';
import { problemByStatus } from './problem-by-status.js';
import { statusOf } from './status-of.js';

describe('The problem of an exception', () => {
  it.each([
    ['an exception of the framework', new NotFoundException(), 404],
    ['an exception with another status', new HttpException('', 418), 418],
    ['a refusal of a body parser', Object.assign(new Error(), { statusCode: 413 }), 413],
    ['a broken percent-encoding', new URIError(), 400],
    ['a failure that claims a status', Object.assign(new Error(), { statusCode: 502 }), 500],
    ['a bug', new TypeError(), 500],
    ['a thrown text', 'text', 500],
    ['nothing', undefined, 500],
  ])('has the status of %s', (_, exception, status) => {
    expect(statusOf(exception)).toBe(status);
  });

  it.each([400, 401, 403, 404, 405, 406, 413, 414, 415, 429, 500, 503])(
    'has a code and words for %i',
    (status) => {
      const problem = problemByStatus(status);
      expect(problem.status).toBe(status);
      expect(problem.type).toBe(problemType(problem.code));
      expect(problem.detail).not.toBe('');
    },
  );

  it('is an internal error for every unexpected status', () => {
    expect(problemByStatus(599)).toMatchObject({ status: 500, code: 'internal_error' });
    expect(problemByStatus(200)).toMatchObject({ status: 500, code: 'internal_error' });
  });
});

describe('An exception in the log', () => {
  it('shows class, code and place, and never its message', () => {
    const text = describeException(Object.assign(new RangeError('personal'), { code: 'E_SOME' }));

    expect(text).toMatch(/^RangeError E_SOME\n {4}at /);
    expect(text).not.toContain('personal');
  });

  it('shows nothing of a message that has several lines', () => {
    expect(describeException(new Error('first\npersonal\nlast'))).not.toMatch(/personal|last/);
  });

  it('shows nothing of what is not an error', () => {
    expect(describeException('personal')).toBe('a thrown string');
  });
});
