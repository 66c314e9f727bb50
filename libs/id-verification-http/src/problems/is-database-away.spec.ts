import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { isDatabaseAway } from './is-database-away.js';

const withCode = (code: string) => Object.assign(new Error(), { code });
const failed = (code: string) => new QueryFailedError('SELECT', [], withCode(code));

describe('The database is away', () => {
  it.each([
    ['the port is closed', withCode('ECONNREFUSED')],
    ['the connection broke', withCode('ECONNRESET')],
    ['the server shuts down', failed('57P01')],
    ['the server has no connection left', failed('53300')],
    ['the database is not there', withCode('3D000')],
    ['the connection ended', new Error('Connection terminated unexpectedly')],
    ['the pool gave none', new Error('timeout exceeded when trying to connect')],
  ])('when %s', (_, exception) => {
    expect(isDatabaseAway(exception)).toBe(true);
  });

  it.each([
    ['a row is there already', failed('23505')],
    ['a statement is wrong', failed('42601')],
    ['a file is missing', withCode('ENOENT')],
    ['there is a bug', new TypeError('Connection is not a function')],
    ['something else is thrown', 'ECONNREFUSED'],
  ])('is not said when %s', (_, exception) => {
    expect(isDatabaseAway(exception)).toBe(false);
  });
});
