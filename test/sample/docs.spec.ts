import { ERROR_CODES, INITIALIZE_PARAMETERS } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, application, type RunningApplication } from '../support/application.js';
import type { Answer } from '../support/http-caller.js';

describe.each(ADAPTERS)('The description of the HTTP interface on %s', (adapter) => {
  let sample: RunningApplication;
  let description: Answer;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
    description = await sample.call('/docs-json');
  });
  afterAll(() => sample.stop());

  it('tells every limit of the vendor’s table', () => {
    const { sceneCode, merchantBizId, model } = INITIALIZE_PARAMETERS;
    expect(description.body).toHaveProperty(['components', 'schemas', 'StartVerification'], {
      type: 'object',
      additionalProperties: false,
      required: ['metaInfo', 'merchantUserId'],
      properties: expect.objectContaining({
        sceneCode: expect.objectContaining({ maxLength: sceneCode.maxLength, pattern: '^[A-Za-z0-9_]*$' }),
        merchantBizId: expect.objectContaining({
          maxLength: merchantBizId.maxLength,
          pattern: '^[A-Za-z0-9]*$',
        }),
        productCode: expect.objectContaining({ enum: ['FACE_LIVENESS'], default: 'FACE_LIVENESS' }),
        model: expect.objectContaining({ enum: [...model.values], default: 'LIVENESS' }),
        callbackUrl: expect.objectContaining({ format: 'uri', pattern: '^https://' }),
      }),
    });
  });

  it.each(Object.entries(INITIALIZE_PARAMETERS))(
    'describes %s with an example',
    (field, { description: text, example }) => {
      expect(description.body).toHaveProperty(
        ['components', 'schemas', 'StartVerification', 'properties', field],
        expect.objectContaining({ type: 'string', example, description: expect.stringContaining(text) }),
      );
    },
  );

  it('offers both ways to send a key', () => {
    expect(description.body).toHaveProperty(['components', 'securitySchemes'], {
      bearer: expect.objectContaining({ type: 'http', scheme: 'bearer' }),
      'api-key': expect.objectContaining({ type: 'apiKey', in: 'header', name: 'x-api-key' }),
    });
    expect(description.body).toHaveProperty(
      ['paths', '/verifications', 'post', 'security'],
      [{ bearer: [] }, { 'api-key': [] }],
    );
  });

  it('describes every status that a start may answer with', () => {
    const ofLibrary = [
      'parameters_conflict',
      'throttled',
      'permission_denied',
      'vendor_unavailable',
    ] as const;
    const statuses = ['201', '200', '400', '401', '413', '415'];
    for (const status of [...statuses, ...ofLibrary.map((code) => String(ERROR_CODES[code].httpStatus))]) {
      expect(description.body).toHaveProperty(['paths', '/verifications', 'post', 'responses', status]);
    }
  });

  it('describes errors as problem details', () => {
    expect(description.body).toHaveProperty(
      [
        'paths',
        '/verifications',
        'post',
        'responses',
        '400',
        'content',
        'application/problem+json',
        'schema',
        '$ref',
      ],
      '#/components/schemas/Problem',
    );
    expect(description.body).toHaveProperty(['components', 'schemas', 'Problem', 'required']);
  });

  it('has a page that loads nothing from elsewhere', async () => {
    const page = await sample.call('/docs');

    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(addresses).toContain('/docs/swagger-ui-bundle.js');
    for (const address of addresses) {
      expect(address).toMatch(/^\/[^/]/);
      expect((await sample.call(address)).status).toBe(200);
    }
  });
});
