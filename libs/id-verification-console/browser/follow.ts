import type { ProblemDetails } from 'nestjs-id-verification';
import { Problem } from './api.js';
import { isFinal, type Verification } from './words.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** The server shows every 15 seconds that it is there. */
const SILENCE_MS = 45_000;

export interface EventStream {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * Follows a verification until its end: calls back with every status. Reads the events with `fetch`, which unlike an
 * EventSource keeps the key in a header, and opens the stream again when it breaks.
 *
 * @throws the problem that the server responds with, where a retry is of no use
 */
export async function follow(
  stream: EventStream,
  onStatus: (verification: Verification) => void,
): Promise<void> {
  let pause = FIRST_PAUSE_MS;
  while (!stream.signal.aborted) {
    for await (const verification of statuses(stream)) {
      if (stream.signal.aborted) return;
      pause = FIRST_PAUSE_MS;
      onStatus(verification);
      if (isFinal(verification)) return;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

/** The statuses of one stream, up to its end or its breaking. */
async function* statuses({ address, headers, signal }: EventStream): AsyncGenerator<Verification> {
  const response = await fetch(address, { headers, signal }).catch(() => undefined);
  if (response === undefined || response.status >= 500) return;
  if (!response.ok) throw new Problem((await response.json()) as ProblemDetails);
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
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
