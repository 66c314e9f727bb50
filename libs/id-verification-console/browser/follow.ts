import { open } from './api.js';
import { Backoff, retry } from './retry.js';
import { isFinal, type Verification } from './words.js';

/** The server shows every 15 seconds that it is there. */
const SILENCE_MS = 45_000;

/**
 * Follows a verification until its end: calls back with every status. Reads the events with `fetch`, which unlike an
 * EventSource keeps the key in a header, and opens the stream again when it breaks.
 *
 * @throws Problem that does not pass by itself
 */
export async function follow(
  merchantBizId: string,
  signal: AbortSignal,
  onStatus: (verification: Verification) => void,
): Promise<void> {
  const backoff = new Backoff();
  for (;;) {
    const stream = await retry(() => open(`/verifications/${merchantBizId}/events`, signal), signal);
    if (stream === undefined) return;
    for await (const verification of statuses(stream)) {
      if (signal.aborted) return;
      backoff.reset();
      onStatus(verification);
      if (isFinal(verification)) return;
    }
    await backoff.wait();
  }
}

/** The statuses of one stream, up to its end or its breaking. */
async function* statuses({ body }: Response): AsyncGenerator<Verification> {
  if (body === null) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const piece = await nextPiece(reader);
    if (piece === undefined) return;
    const blocks = (text + piece).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield JSON.parse(data) as Verification;
    }
  }
}

/** The next piece of text; undefined when the stream has ended, broken or been silent for too long. */
async function nextPiece(reader: ReadableStreamDefaultReader<string>): Promise<string | undefined> {
  const silence = setTimeout(() => void reader.cancel().catch(() => undefined), SILENCE_MS);
  try {
    return (await reader.read()).value;
  } catch {
    return undefined;
  } finally {
    clearTimeout(silence);
  }
}
