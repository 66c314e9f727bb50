import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { initialize } from '../testing/call.fixture.js';
import { emulators } from '../testing/emulators.fixture.js';
import { receivers } from '../testing/receiver.fixture.js';
import { html } from './html.js';

const start = emulators();
const receive = receivers();

async function browse(url: string, form?: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await request(url, {
    method: form === undefined ? 'GET' : 'POST',
    body: form === undefined ? null : new URLSearchParams(form).toString(),
    headers: { ...(form && { 'content-type': 'application/x-www-form-urlencoded' }), ...headers },
  });
  const text = await response.body.text();
  return { status: response.statusCode, headers: response.headers, text, session: sessionIn(text) };
}

const sessionIn = (text: string) => /name="session" value="(\w+)"/.exec(text)?.[1] ?? '';

async function opened(parameters: Record<string, string> = {}, options: Parameters<typeof start>[0] = {}) {
  const emulator = await start(options);
  const id = await initialize(emulator.url, parameters);
  const url = emulator.transaction(id)?.transactionUrl ?? '';
  return { emulator, id, url, page: await browse(url) };
}

describe("the user's page", () => {
  it('lets the user pass', async () => {
    const receiver = await receive();
    const { emulator, id, url, page } = await opened(
      { CallbackUrl: 'https://shop.example/cb' },
      { forwardTo: receiver.origin },
    );
    const response = await browse(url, { session: page.session, outcome: 'pass' });
    expect(response).toMatchObject({ status: 200, text: expect.stringContaining('Finished: passed') });
    expect(emulator.transaction(id)).toMatchObject({ outcome: { passed: 'Y', subCode: '200' } });
    await emulator.callbacksSettled();
    expect(receiver.paths).toHaveLength(1);
  });

  it('lets the user fail for a chosen reason', async () => {
    const { emulator, id, url, page } = await opened();
    await browse(url, { session: page.session, outcome: 'fail', subCode: '206' });
    expect(emulator.transaction(id)?.outcome).toMatchObject({ passed: 'N', subCode: '206' });
  });

  it('lets the user leave without finishing, and links to the application', async () => {
    const { emulator, id, url, page } = await opened({ ReturnUrl: 'https://shop.example/back?a=1&b="2"' });
    const response = await browse(url, { session: page.session, outcome: 'leave' });
    expect(response.text).toContain('href="https://shop.example/back?a=1&amp;b=&quot;2&quot;"');
    expect(emulator.transaction(id)).toMatchObject({ status: 'left', outcome: undefined });
    expect((await browse(url, { session: page.session, outcome: 'pass' })).status).toBe(403);
  });

  it('says how to go on where the application gave no address', async () => {
    const { url, page } = await opened();
    const response = await browse(url, { session: page.session, outcome: 'pass' });
    expect(response.text).toContain('You can close this tab.');
  });

  it('links to no address that is not a web address, because Initialize refuses it', async () => {
    await expect(opened({ ReturnUrl: 'javascript:alert(1)' })).rejects.toThrow('InvalidParameter');
  });

  it('opens only once', async () => {
    const { url, page } = await opened();
    expect(page.status).toBe(200);
    expect(await browse(url)).toMatchObject({ status: 410, text: expect.stringContaining('Already opened') });
  });

  it('opens again when that is allowed, and only the last one opened counts', async () => {
    const { url, page } = await opened({}, { singleUseUrl: false });
    const again = await browse(url);
    expect((await browse(url, { session: page.session, outcome: 'pass' })).status).toBe(403);
    expect((await browse(url, { session: again.session, outcome: 'pass' })).status).toBe(200);
  });

  it('rejects a form without its session, with another session, or before it was opened', async () => {
    const emulator = await start();
    const id = await initialize(emulator.url);
    const url = emulator.transaction(id)?.transactionUrl ?? '';
    expect((await browse(url, { session: '', outcome: 'pass' })).status).toBe(403);
    const { session } = await browse(url);
    expect((await browse(url, { outcome: 'pass' })).status).toBe(403);
    expect((await browse(url, { session: `${session}0`, outcome: 'pass' })).status).toBe(403);
    expect(emulator.transaction(id)?.outcome).toBeUndefined();
  });

  it('asks again when the form says nothing that can be done', async () => {
    const { url, page } = await opened();
    const { session } = page;
    expect((await browse(url, { session, outcome: 'dance' })).status).toBe(400);
    expect(await browse(url, { session, outcome: 'fail', subCode: 'x' })).toMatchObject({
      status: 400,
      session,
    });
  });

  it('reports when it is finished, expired or unknown', async () => {
    const { emulator, url, page } = await opened();
    await browse(url, { session: page.session, outcome: 'pass' });
    expect((await browse(url)).text).toContain('Finished: passed');
    const late = await initialize(emulator.url);
    emulator.clock.advance(30 * 60_000);
    const lateUrl = emulator.transaction(late)?.transactionUrl ?? '';
    expect(await browse(lateUrl)).toMatchObject({ status: 410, text: expect.stringContaining('Expired') });
    expect((await browse(`${emulator.url}/verify/unknown`)).status).toBe(404);
  });

  it('is opened by a link from the application, and by nothing else of another site', async () => {
    const { emulator, url, page } = await opened();
    const other = await initialize(emulator.url);
    const otherUrl = emulator.transaction(other)?.transactionUrl ?? '';
    const crossSite = { 'sec-fetch-site': 'cross-site' };
    const image = { ...crossSite, 'sec-fetch-mode': 'no-cors' };
    expect((await browse(otherUrl, undefined, image)).status).toBe(403);
    const link = { ...crossSite, 'sec-fetch-mode': 'navigate' };
    expect((await browse(otherUrl, undefined, link)).status).toBe(200);
    const form = { session: page.session, outcome: 'pass' };
    expect((await browse(url, form, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await browse(url, form, { origin: new URL(url).origin })).status).toBe(200);
  });

  it('survives a restart between opening and passing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cloudauth-emulator-'));
    try {
      const stateFile = `${folder}/state.ndjson`;
      const { emulator, id, page } = await opened({}, { stateFile });
      await emulator.stop();
      const second = await start({ stateFile });
      const url = second.transaction(id)?.transactionUrl ?? '';
      expect((await browse(url, { session: page.session, outcome: 'pass' })).status).toBe(200);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('runs no script and loads nothing, and its style is its own', async () => {
    const { page } = await opened();
    const policy = String(page.headers['content-security-policy']);
    const nonce = /style-src 'nonce-(\w+)'/.exec(policy)?.[1];
    expect(policy).toContain("default-src 'none'");
    expect(page.text).toContain(`<style nonce="${nonce}">`);
    expect(page.text).not.toMatch(/<script|style=|src=/);
    expect(page.headers).toMatchObject({
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-cloudauth-emulator': '1',
    });
  });

  it('has a language, one main part, one heading and a label for what is chosen', async () => {
    const { page } = await opened();
    expect(page.text).toMatch(/<html lang="en">/);
    expect(page.text.match(/<main>/g)).toHaveLength(1);
    expect(page.text.match(/<h1>/g)).toHaveLength(1);
    expect(page.text).toMatch(/<label for="subCode">[\s\S]*<select id="subCode"/);
    expect(page.text).toMatch(/name="viewport" content="width=device-width/);
  });
});

describe('the HTML template', () => {
  it('escapes whatever is put into it', () => {
    expect(html`<p title="${`"'<&>`}">${'<b>'}</p>`.text).toBe(
      '<p title="&quot;&#39;&lt;&amp;&gt;">&lt;b&gt;</p>',
    );
  });
});
