import { createClient } from './client/client/index.js';
import {
  checkVerification,
  followVerification,
  readVerification,
  startVerification,
} from './client/sdk.gen.js';
import type { StartVerificationError, VerificationResponse } from './client/types.gen.js';

// What a user of the HTTP interface would write with a client that was generated from its description. Everything it
// knows of the interface are the generated types; the test compiles it with them.

const [, , baseUrl = '', apiKey = ''] = process.argv;
const client = createClient({ baseUrl, auth: apiKey });
const otherClient = createClient({ baseUrl, auth: 'not-a-key' });
const body = { merchantUserId: 'customer-1', metaInfo: '{"deviceType":"h5"}' };

const started = await startVerification({ client, body, throwOnError: true });
const { merchantBizId, transactionUrl = '' } = started.data;
await passAsUser(transactionUrl);
const checked = await checkVerification({ client, path: { merchantBizId }, throwOnError: true });
const read = await readVerification({ client, path: { merchantBizId }, throwOnError: true });
const { stream } = await followVerification({ client, path: { merchantBizId } });
const followed: unknown[] = [];
for await (const event of stream) followed.push(event);

const broken = await startVerification({ client, body: { ...body, sceneCode: 'far too long a name' } });
const ended = await startVerification({ client, body: { ...body, merchantBizId } });
const refused = await startVerification({ client: otherClient, body });

process.stdout.write(
  JSON.stringify({
    checked: describe(checked.data),
    read: describe(read.data),
    followed,
    errors: [broken.error, ended.error, refused.error].map(explain),
  }),
);

function describe({ status, reason }: VerificationResponse): string {
  return `${status} because ${reason ?? 'nothing'}`;
}

/** The compiler knows which codes belong to which status, and what comes with each. */
function explain(error: StartVerificationError | undefined): string {
  if (error === undefined) return 'no error';
  switch (error.status) {
    case 400:
      return `${error.code}: ${error.errors?.map(({ field, rule }) => `${field} ${rule}`).join() ?? ''}`;
    case 401:
    case 409:
      return error.code;
    case 429:
    case 503:
      return `${error.code}: wait ${error.retryAfterMs ?? 1_000} ms`;
    default:
      return error.title;
  }
}

/** Opens the page that the user is sent to, and passes. */
async function passAsUser(page: string): Promise<void> {
  const session = /name="session" value="([^"]+)"/.exec(await (await fetch(page)).text())?.[1] ?? '';
  await fetch(page, { method: 'POST', body: new URLSearchParams({ session, outcome: 'pass' }) });
}
