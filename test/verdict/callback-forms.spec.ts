import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adapters } from '../support/runner/suite.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { CALLBACK_PATH, rowOf, VerdictStage, type Started } from '../support/host/verdict-stage.js';

interface Form {
  readonly path?: string;
  readonly query?: string;
  readonly body?: readonly [contentType: string | undefined, text: string];
}

const FORMS: Readonly<Record<string, (token: string) => Form>> = {
  'as documented': (token) => ({ query: `?callbackToken=${token}&passed=Y` }),
  'with a second question mark': (token) => ({ query: `?tenant=1?callbackToken=${token}` }),
  'with an escaped ampersand': (token) => ({ query: `?transactionId=x&amp;callbackToken=${token}` }),
  'with a space after the token': (token) => ({ query: `?callbackToken=${token}%20` }),
  'with a plus sign after the token': (token) => ({ query: `?callbackToken=${token}+` }),
  'with the token in quotation marks': (token) => ({ query: `?callbackToken=%22${token}%22` }),
  'with another name of the token': (token) => ({ query: `?callback_token=${token}` }),
  'with a broken percent-encoding': (token) => ({ query: `?a=%E0%A4%A&callbackToken=${token}` }),
  'with a trailing slash': (token) => ({ path: '/', query: `?callbackToken=${token}` }),
  'without a question mark': (token) => ({ path: `&callbackToken=${token}` }),
  'by POST with a query': (token) => ({ query: `?callbackToken=${token}`, body: [undefined, ''] }),
  'by POST with a form': (token) => ({
    body: ['application/x-www-form-urlencoded', `callbackToken=${token}&passed=Y`],
  }),
  'by POST with JSON': (token) => ({ body: ['application/json', JSON.stringify({ callbackToken: token })] }),
  'by POST with broken JSON': (token) => ({ body: ['application/json', `{"callbackToken":"${token}"`] }),
  'by POST with multipart': (token) => ({
    body: [
      'multipart/form-data; boundary=b',
      `--b\r\ncontent-disposition: form-data; name="callbackToken"\r\n\r\n${token}\r\n--b--\r\n`,
    ],
  }),
  'by POST with an unknown type': (token) => ({ body: ['x/y', token] }),
  'by POST with a trailing slash': (token) => ({ path: '/', body: ['text/plain', token] }),
};

describe.each(adapters())('a callback on %s', (on) => {
  let stage: VerdictStage;
  let host: VerdictHost;
  let usual: object;

  beforeAll(async () => {
    stage = await VerdictStage.open('callback_forms');
    host = await stage.host({ workers: { enabled: false } }, { on });
    usual = await responseOf({});
  });
  afterAll(() => stage.close());

  async function responseOf({ path = '', query = '', body }: Form): Promise<object> {
    const [contentType, text] = body ?? [];
    const response = await fetch(host.origin + CALLBACK_PATH + path + query, {
      ...(text !== undefined && { method: 'POST', body: text }),
      ...(contentType !== undefined && { headers: { 'content-type': contentType } }),
    });
    const { date: _, ...headers } = Object.fromEntries(response.headers);
    await stage.clock.idle();
    return { status: response.status, headers, text: await response.text() };
  }

  async function isCheckRequested(one: Started): Promise<boolean> {
    return (await rowOf(host, one))['check_requested_at'] !== null;
  }

  it.each(Object.entries(FORMS))('requests a check %s', async (_, form) => {
    const one = await stage.start(host);

    expect(await responseOf(form(one.callbackToken))).toEqual(usual);
    expect(await isCheckRequested(one)).toBe(true);
  });

  it('gets the usual response for every body without a genuine token, without a statement', async () => {
    const before = host.statements.statements.length;

    for (const form of Object.values(FORMS)) {
      for (const token of ['', '0'.repeat(64), 'forged']) {
        expect(await responseOf(form(token))).toEqual(usual);
      }
    }
    expect(await responseOf({ body: ['text/plain', 'x'.repeat(200_000)] })).toEqual(usual);

    expect(host.statements.statements.slice(before)).toEqual([]);
  });

  it('is left to the host by any other method', async () => {
    const response = await fetch(host.origin + CALLBACK_PATH, { method: 'PUT' });

    expect(response.status).toBe(404);
  });
});
