import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { problemIn } from '../support/http/problem-in.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters } from '../support/runner/suite.js';

const LIMIT_BYTES = 64 * 1024;

describe.each(adapters())('A request that cannot be served, on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
  });
  afterAll(() => sample.stop());

  it.each(['{', '{"metaInfo":', 'merchantUserId=1', '{"a":1}}', '\u0000'])(
    'gets an error that says its JSON is malformed: %j',
    async (text) => {
      const response = await sample.postText('/verifications', text);
      expect(problemIn(response)).toBe('400 malformed_request');
    },
  );

  it('is not quoted in the response', async () => {
    const response = await sample.postText('/verifications', '{"merchantUserId": personal}');
    expect(response.text).not.toContain('personal');
  });

  it.each(['[]', '[{}]'])('gets an error that says its body must be an object: %s', async (text) => {
    const response = await sample.postText('/verifications', text);
    expect(problemIn(response)).toBe('400 invalid_request');
  });

  it.each(['null', '"text"', '1'])('is refused when its body is a bare value: %s', async (text) => {
    expect(problemIn(await sample.postText('/verifications', text))).toMatch(/^400 /);
  });

  it('is refused when its body is larger than 64 kB', async () => {
    const body = JSON.stringify({ ...LEAST_BODY, merchantUserId: 'a'.repeat(LIMIT_BYTES) });
    expect(problemIn(await sample.postText('/verifications', body))).toBe('413 payload_too_large');
  });

  it('is read up to 64 kB', async () => {
    const rest = LIMIT_BYTES - JSON.stringify({ ...LEAST_BODY, metaInfo: '' }).length;
    const body = JSON.stringify({ ...LEAST_BODY, metaInfo: 'a'.repeat(rest) });

    expect(body).toHaveLength(LIMIT_BYTES);
    expect(problemIn(await sample.postText('/verifications', body))).toBe('400 invalid_request');
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/jsonp',
    'application/octet-stream',
    'application/json; charset=utf-7',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/json; charset="UTF-16LE"',
    'application/json; x=1; charset=latin1',
    'nonsense',
  ])('is refused when its body is called %s', async (type) => {
    const response = await sample.postText('/verifications', JSON.stringify(LEAST_BODY), {
      'content-type': type,
    });
    expect(problemIn(response)).toBe('415 unsupported_media_type');
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; Charset=utf8',
    'Application/JSON',
  ])('is served when its body is called %s', async (type) => {
    const response = await sample.postText('/verifications', JSON.stringify(LEAST_BODY), {
      'content-type': type,
    });
    expect(response.status).toBe(201);
  });

  it.each([
    ['lists', '['.repeat(LIMIT_BYTES / 2) + ']'.repeat(LIMIT_BYTES / 2)],
    ['a list in a field', `{"metaInfo":${'['.repeat(32_000)}${']'.repeat(32_000)}}`],
    ['objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    [
      'objects in a field',
      `{"merchantUserId":"a","metaInfo":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
    ],
    ['an object that inherits', `{"__proto__":${'{"__proto__":'.repeat(4_000)}1${'}'.repeat(4_001)}`],
    [
      'lists in the text of a field',
      JSON.stringify({ ...LEAST_BODY, metaInfo: `{"a":${'['.repeat(60_000)}` }),
    ],
  ])('is refused for its rules however deep it is nested: %s', async (_, text) => {
    expect(problemIn(await sample.postText('/verifications', text))).toBe('400 invalid_request');
    expect((await sample.call('/health/live')).status).toBe(200);
  });

  it('is refused when there is no body', async () => {
    expect(problemIn(await sample.postText('/verifications', ''))).toMatch(/^400 /);
  });

  it.each([
    ['GET', '/nowhere'],
    ['GET', '/verifications/a/b'],
    ['GET', '/docs/package.json'],
    ['GET', '/assets/..%2f..%2fpackage.json'],
  ])('gets 404 without a route: %s %s', async (method, path) => {
    expect(problemIn(await sample.call(path, { method }))).toBe('404 route_not_found');
  });

  it.each([
    ['PUT', '/verifications', 'GET, HEAD, POST'],
    ['DELETE', '/verifications?limit=1', 'GET, HEAD, POST'],
    ['PUT', '/verifications/some-id', 'GET, HEAD, PATCH, DELETE'],
    ['GET', '/verifications/some-id/check', 'POST'],
    ['POST', '/health/live', 'GET, HEAD'],
  ])('gets 405 when the route lacks its method: %s %s', async (method, path, allowed) => {
    const response = await sample.call(path, { method });

    expect(problemIn(response)).toBe('405 method_not_allowed');
    expect(response.headers.get('allow')?.split(', ').sort()).toEqual(allowed.split(', ').sort());
  });

  it('gets 400 for a malformed address', async () => {
    expect(problemIn(await sample.get('/verifications/%E0%A4%A'))).toBe('400 malformed_request');
  });
});
