import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_RESPONSE_BYTES, readResponse } from './read-response.js';

const json = '{"Code":"Success"}';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the body of a response', () => {
  it.each<[string, Record<string, string>, Uint8Array]>([
    ['as it is', {}, bytes(json)],
    ['marked as unchanged', { 'content-encoding': 'identity' }, bytes(json)],
    ['after a byte order mark', {}, bytes(`\uFEFF${json}`)],
    ['compressed', { 'content-encoding': 'gzip' }, gzipSync(json)],
    ['compressed, by the old name', { 'content-encoding': 'X-GZIP' }, gzipSync(json)],
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
    ['is compressed in another way', { 'content-encoding': 'br' }, brotliCompressSync(json)],
    ['is too long', {}, bytes(JSON.stringify({ a: 'x'.repeat(MAX_RESPONSE_BYTES) }))],
    [
      'grows too long when decompressed',
      { 'content-encoding': 'gzip' },
      gzipSync(JSON.stringify({ a: 'x'.repeat(MAX_RESPONSE_BYTES) })),
    ],
  ])('that %s leaves status and headers', async (_, headers, body) => {
    expect(await readResponse(502, headers, body)).toEqual({ httpStatus: 502, headers, body: undefined });
  });

  it('comes with the first of each header', async () => {
    const headers = { 'x-acs-request-id': ['first', 'second'], date: undefined };

    expect((await readResponse(200, headers, bytes(json))).headers).toEqual({
      'x-acs-request-id': 'first',
      date: undefined,
    });
  });
});
