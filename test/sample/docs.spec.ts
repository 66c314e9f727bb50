import { createConfig, lintFromString } from '@redocly/openapi-core';
import { ERROR_CODES, INITIALIZE_PARAMETERS, type ErrorTraits } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import type { Response } from '../support/http/http-caller.js';
import { describedFields, OpenApi } from '../support/http/open-api.js';
import { adapters } from '../support/runner/suite.js';

/** What Redocly's strictest rules find. One is left aside: public routes have no 4xx response. */
async function lint(source: string): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: {
      'operation-4xx-response': 'off',
      'no-invalid-schema-examples': 'error',
      'no-invalid-parameter-examples': 'error',
      'operation-singular-tag': 'error',
      'tag-description': 'error',
    },
  });
  const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
  return problems.map(({ ruleId, message, location }) => `${ruleId} ${message} ${location[0]?.pointer}`);
}

const traitsOf = (code: string): ErrorTraits | undefined => new Map(Object.entries(ERROR_CODES)).get(code);

describe.each(adapters())('The description of the HTTP interface on %s', (adapter) => {
  let sample: RunningApplication;
  let description: Response;
  let api: OpenApi;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
    description = await sample.call('/docs-json');
    api = new OpenApi(description.body);
  });
  afterAll(() => sample.stop());

  it('says of an API key no more than how it is sent', () => {
    expect(description.body).toHaveProperty(['components', 'securitySchemes'], {
      bearer: { type: 'http', scheme: 'bearer', description: 'An API key.' },
      'api-key': { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'An API key.' },
    });
  });

  it('contains every limit of the vendor’s table', () => {
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

  it('is free of everything that a public linter finds', async () => {
    expect(await lint(description.text)).toEqual([]);
  });

  it('describes every field and parameter, with an example', () => {
    const fields = describedFields(api.document);

    expect(fields.map(({ name }) => name)).toContain('VerificationResponse.transactionId');
    expect(fields.filter(({ isComplete }) => !isComplete).map(({ name }) => name)).toEqual([]);
  });

  it('shows an example of every error', () => {
    for (const operation of api.operations) {
      for (const [code, { status }] of api.problemCodes(operation)) {
        const response = [
          'paths',
          operation.path,
          operation.method.toLowerCase(),
          'responses',
          String(status),
        ];
        expect(description.body).toHaveProperty(
          [...response, 'content', 'application/problem+json', 'examples', code, 'value'],
          expect.objectContaining({ code, status }),
        );
      }
    }
  });

  it('describes every error that a start may end with, those of the vendor by the library’s own list', () => {
    const ofVendor = Object.entries(ERROR_CODES).filter(([, { httpStatus }]) =>
      [429, 502, 503].includes(httpStatus),
    );
    const codes = [...api.problemCodes({ method: 'POST', path: '/verifications' }).keys()];

    expect(ofVendor.length).toBeGreaterThan(10);
    expect(codes).toEqual(expect.arrayContaining(ofVendor.map(([code]) => code)));
    expect(codes).toEqual(
      expect.arrayContaining([
        'invalid_request',
        'parameters_refused',
        'parameters_conflict',
        'too_many_requests',
      ]),
    );
  });

  it('puts every error under its status, with Retry-After where waiting helps', () => {
    const described = api.operations.flatMap((operation) => [...api.problemCodes(operation)]);
    const ofLibrary = described.filter(([code]) => Object.hasOwn(ERROR_CODES, code));

    for (const [code, { status, retryAfter }] of ofLibrary) {
      expect({ code, status, retryAfter }).toEqual({
        code,
        status: traitsOf(code)?.httpStatus,
        retryAfter: traitsOf(code)?.retryable === true || status === 429 || status === 503,
      });
    }
    expect(described).toContainEqual(['too_many_requests', { status: 429, retryAfter: true }]);
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
