import { isFinal } from './words.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** The server shows every 15 seconds that it is there. */
const SILENCE_MS = 45_000;

/**
 * Follows a verification until its end: calls back with every status. Reads the events with `fetch`, which unlike an
 * EventSource keeps the key in a header, and opens the stream again when it breaks.
 *
 * @throws the problem that the server responds with, where a retry is of no use
 */
export async function follow({ address, headers, signal }, onStatus) {
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    for await (const verification of statuses(address, headers, signal)) {
      if (signal.aborted) return;
      pause = FIRST_PAUSE_MS;
      onStatus(verification);
      if (isFinal(verification)) return;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

/** The statuses of one stream, up to its end or its breaking. */
async function* statuses(address, headers, signal) {
  const response = await fetch(address, { headers, signal }).catch(() => undefined);
  if (response === undefined || response.status >= 500) return;
  if (!response.ok) throw new Error((await response.json()).detail);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const piece = await nextPiece(reader);
    if (piece === undefined) return;
    const blocks = (text + piece).split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}

/** The next piece of text; undefined when the stream has ended, broken or been silent for too long. */
async function nextPiece(reader) {
  const silence = setTimeout(() => reader.cancel().catch(() => undefined), SILENCE_MS);
  try {
    return (await reader.read()).value;
  } catch {
    return undefined;
  } finally {
    clearTimeout(silence);
  }
}
