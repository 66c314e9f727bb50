import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BAD_REQUESTS } from '../support/http/bad-requests.js';
import { EVERY_FAULT } from '../support/vendor/every-fault.js';
import { letNextStartMeet } from '../support/vendor/fault.js';
import { startHttpHost, type HttpHost } from '../support/host/http-host.js';
import { contentsOf, markDatabase, type MarkedDatabase } from '../support/database/marked-database.js';
import { MARKED_KEY, markedOptions, markedRequest, MARKS, marksIn } from '../support/conformance/marks.js';
import { SampleProcess } from '../support/process/sample-process.js';
import { useStage } from '../support/host/conformance-stage.js';
import { DatabaseCable } from '../support/database/database-cable.js';
import type { Response } from '../support/http/http-caller.js';
import { adapters } from '../support/runner/suite.js';

/** The marks in all that a caller gets: headers and body. */
const marksInResponse = ({ headers, text }: Response) => marksIn(JSON.stringify([...headers]) + text);

describe.each(adapters())('Nothing personal and no secret is in a response over HTTP, on %s,', (adapter) => {
  const stage = useStage(`answers_${adapter}`, { accessKeys: [MARKED_KEY] });
  let host: HttpHost;
  beforeAll(async () => {
    const options = { ...markedOptions(stage.emulator.url), requestTimeoutMs: 300 };
    host = await startHttpHost(adapter, stage.database.url, options);
    return () => host.stop();
  });

  it.each(EVERY_FAULT)('to an initialize with the fault $kind', async (fault) => {
    letNextStartMeet(stage.emulator, fault);

    expect(marksInResponse(await host.post('/', markedRequest()))).toEqual([]);
  });

  // What is no JSON object is refused by the platform's parser before the library sees it.
  const seen = BAD_REQUESTS.filter(({ request }) => typeof request === 'object');

  it.each(seen)('to $what', async ({ request }) => {
    const response = await host.post('/', request);

    expect(response.status).toBe(400);
    expect(marksInResponse(response)).toEqual([]);
  });
});

const offered = () => {
  const { extraParameters: _, ...request } = markedRequest();
  return request;
};

const text = (content: string) => ({ 'content-type': content });

/** What a caller can do to the sample, each with a secret or personal value in it. */
const CALLS: readonly { what: string; call: (sample: SampleProcess) => Promise<Response>; status: number }[] =
  [
    { what: 'a start', call: (sample) => sample.post('/verifications', offered()), status: 201 },
    { what: 'a list', call: (sample) => sample.get('/verifications'), status: 200 },
    {
      what: 'a start that breaks rules',
      call: (sample) =>
        sample.post('/verifications', { metaInfo: MARKS.metaInfo, sceneCode: MARKS.metaInfo }),
      status: 400,
    },
    {
      what: 'a body that is cut off',
      call: (sample) => sample.postText('/verifications', `{"metaInfo":"${MARKS.metaInfo}`),
      status: 400,
    },
    {
      what: 'a text in place of an object',
      call: (sample) => sample.post('/verifications', MARKS.metaInfo),
      status: 400,
    },
    {
      what: 'a body that is no JSON',
      call: (sample) => sample.postText('/verifications', MARKS.metaInfo, text('text/plain')),
      status: 415,
    },
    {
      what: 'a body that is too large',
      call: (sample) => sample.post('/verifications', { metaInfo: MARKS.metaInfo.repeat(10_000) }),
      status: 413,
    },
    {
      what: 'a wrong API key',
      call: (sample) =>
        sample.call('/verifications', { headers: { authorization: `Bearer ${MARKS.apiKey}` } }),
      status: 401,
    },
    {
      what: 'a verification that is not there',
      call: (sample) => sample.get(`/verifications/${MARKS.merchantUserId}`),
      status: 404,
    },
    {
      what: 'a route that is not there',
      call: (sample) => sample.get(`/${MARKS.merchantUserId}`),
      status: 404,
    },
    {
      what: 'a page that is not there',
      call: (sample) => sample.get(`/verifications?cursor=${MARKS.merchantUserId}`),
      status: 400,
    },
    { what: 'the description', call: (sample) => sample.call('/docs-json'), status: 200 },
    { what: 'the description for people', call: (sample) => sample.call('/docs'), status: 200 },
    { what: 'the probe', call: (sample) => sample.call('/health/ready'), status: 200 },
    { what: 'the metrics of all that', call: (sample) => sample.call('/metrics'), status: 200 },
  ];

describe('Nothing personal and no secret is in a response or the output of the sample,', () => {
  const stage = useStage('sample_leaks', {
    accessKeys: [{ id: SANDBOX.accessKeyId, secret: SANDBOX.accessKeySecret }],
  });
  let database: MarkedDatabase;
  let cable: DatabaseCable;
  let sample: SampleProcess;
  beforeAll(async () => {
    database = await markDatabase(stage);
    cable = await DatabaseCable.to(database.url);
    sample = await SampleProcess.start({ databaseUrl: cable.url, endpoint: stage.emulator.url });
  });
  afterAll(async () => {
    await sample.stop();
    await database.drop();
  });

  it.each(CALLS)('for $what', async ({ call, status }) => {
    const response = await call(sample);

    expect(response.status).toBe(status);
    expect(marksInResponse(response)).toEqual([]);
    expect(marksIn(sample.output)).toEqual([]);
  });

  it('for a refusal of the vendor, which is logged', async () => {
    letNextStartMeet(stage.emulator, { kind: 'vendorCode', code: 'Forbidden.RAMUserAccessDenied' });

    expect(marksInResponse(await sample.post('/verifications', offered()))).toEqual([]);
    expect(sample.output).toContain('AliyunAntCloudAuthFullAccess');
    expect(marksIn(sample.output)).toEqual([]);
  });

  it('or in a table', async () => {
    expect(marksIn(await contentsOf(stage))).toEqual([]);
  });

  it('when the database is gone', async () => {
    await cable.cut();

    const responses = [await sample.post('/verifications', offered()), await sample.call('/health/ready')];

    expect(responses.map(({ status }) => status)).toEqual([503, 503]);
    expect(responses.flatMap(marksInResponse)).toEqual([]);
    expect(marksIn(sample.output)).toEqual([]);
  });
});
