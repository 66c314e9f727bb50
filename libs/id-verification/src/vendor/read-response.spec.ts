import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_RESPONSE_BYTES, readResponse } from './read-response.js';

const json = '{"Code":"Success"}';
const LONG = JSON.stringify({ a: 'x'.repeat(MAX_RESPONSE_BYTES) });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the body of a response', () => {
  it.each<[string, Record<string, string>, Uint8Array]>([
    ['as it is', {}, bytes(json)],
    ['marked as unchanged', { 'content-encoding': 'identity' }, bytes(json)],
    ['after a byte order mark', {}, bytes(`\uFEFF${json}`)],
    ['compressed', { 'content-encoding': 'gzip' }, gzipSync(json)],
    ['compressed, by the old name', { 'content-encoding': 'X-GZIP' }, gzipSync(json)],
    ['marked as unchanged in capitals', { 'content-encoding': 'Identity' }, bytes(json)],
    ['with an empty coding', { 'content-encoding': '' }, bytes(json)],
    ['compressed by Brotli', { 'content-encoding': 'br' }, brotliCompressSync(json)],
    ['compressed by deflate', { 'content-encoding': 'deflate' }, deflateSync(json)],
    ['compressed twice', { 'content-encoding': 'deflate , GZIP, identity' }, gzipSync(deflateSync(json))],
  ])('is read %s', async (_, headers, body) => {
    expect(await readResponse(200, headers, body)).toEqual({
      httpStatus: 200,
      headers,
      body: { Code: 'Success' },
    });
  });

  it.each<[string, Record<string, string>, Uint8Array]>([
    ['is no object', {}, bytes('[1]')],
    ['is no JSON', {}, bytes('<html>')],
    ['is empty', {}, bytes('')],
    ['is said to be compressed and is not', { 'content-encoding': 'gzip' }, bytes(json)],
    ['is cut', { 'content-encoding': 'gzip' }, gzipSync(json).subarray(0, 12)],
    ['is compressed in another way', { 'content-encoding': 'zstd' }, bytes(json)],
    ['is compressed too often', { 'content-encoding': 'gzip, gzip, gzip, gzip' }, gzipSync(json)],
  ])('keeps status and headers when it %s', async (_, headers, body) => {
    expect(await readResponse(502, headers, body)).toEqual({ httpStatus: 502, headers, body: undefined });
  });

  it.each<[string, Record<string, string>, Uint8Array]>([
    ['is too long', {}, bytes(LONG)],
    ['grows too long when decompressed', { 'content-encoding': 'gzip' }, gzipSync(LONG)],
  ])('is an error without retries when it %s', async (_, headers, body) => {
    await expect(readResponse(200, headers, body)).rejects.toMatchObject({
      code: 'vendor_response_unreadable',
      retryable: false,
    });
  });

  it('reads every line of Content-Encoding', async () => {
    const headers = { 'content-encoding': ['deflate', 'gzip'] };

    expect((await readResponse(200, headers, gzipSync(deflateSync(json)))).body).toEqual({ Code: 'Success' });
  });

  it('yields code and request id of the gateway’s XML', async () => {
    const xml =
      '<?xml version="1.0"?><Error><RequestId>R</RequestId><HostId>h</HostId><Code>Throttling</Code></Error>';

    expect((await readResponse(400, {}, bytes(xml))).body).toEqual({ Code: 'Throttling', RequestId: 'R' });
  });

  it('is returned with the first value of each header', async () => {
    const headers = { 'x-acs-request-id': ['first', 'second'], date: undefined };

    expect((await readResponse(200, headers, bytes(json))).headers).toEqual({
      'x-acs-request-id': 'first',
      date: undefined,
    });
  });
});
