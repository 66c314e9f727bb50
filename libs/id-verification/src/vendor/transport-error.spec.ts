import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { NotConnectedError, transportError } from './transport-error.js';

const url = 'https://host/?MerchantUserId=customer';

describe('a failure below HTTP', () => {
  it.each<[string, unknown, string]>([
    ['its code', Object.assign(new Error(url), { code: 'ECONNRESET' }), 'ECONNRESET'],
    ['its cause’s code', new Error(url, { cause: { code: 'UND_ERR_SOCKET' } }), 'UND_ERR_SOCKET'],
    ['nothing, where a code could hold data', Object.assign(new Error(url), { code: url }), 'unknown reason'],
    ['nothing, where it is no error', url, 'unknown reason'],
  ])('is named by %s alone', (_, failure, reason) => {
    const error = transportError(failure);

    expect(error).toMatchObject({
      code: 'vendor_unreachable',
      message: `The vendor could not be reached (${reason})`,
    });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('customer');
  });

  it.each<[string, object]>([
    ['is not HTTP', { code: 'HPE_INVALID_CONSTANT' }],
    ['is not HTTP, as undici says it', Object.assign(new Error(url), { name: 'HTTPParserError' })],
    ['has no end', { code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' }],
    ['contradicts its length', { code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' }],
    ['has too many headers', { code: 'UND_ERR_HEADERS_OVERFLOW' }],
    ['has a status that was not requested', new Error('bad response')],
  ])('reports a response which %s as unreadable', (_, failure) => {
    expect(transportError(failure).code).toBe('vendor_response_unreadable');
  });

  it.each([
    'ECONNRESET',
    'EPROTO',
    'EADDRNOTAVAIL',
    'EMFILE',
    'ETIMEDOUT',
    'HPE_INVALID_CONSTANT',
    undefined,
  ])('reports that nothing was sent when the connector marked it, with any code (%s)', (code) => {
    const cause = Object.assign(new Error(url), { code });

    expect(transportError(new NotConnectedError(cause))).toMatchObject({
      code: 'vendor_unreachable',
      nothingSent: true,
      message: `The vendor could not be reached (${code ?? 'unknown reason'})`,
    });
  });

  it.each(['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'ECONNRESET'])(
    'does not report that nothing was sent without that mark (%s)',
    (code) => {
      expect(transportError({ code })).toMatchObject({ code: 'vendor_unreachable', nothingSent: false });
    },
  );

  it('names the setting for the credentials of a proxy that requires others', () => {
    const { hint } = transportError({ code: 'PROXY_RESPONDED_407' });

    expect(hint).toContain('`http.proxy`');
  });

  it('is unchanged when it is already an IdVerificationError', () => {
    const error = new IdVerificationError('vendor_timeout');

    expect(transportError(error)).toBe(error);
  });
});
