/** One server-sent event, its data read as JSON. */
export interface StreamEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A stream of server-sent events, read the way a browser's page reads it: with `fetch`. */
export class EventStream {
  readonly #leaving: AbortController;
  readonly #events: AsyncGenerator<StreamEvent>;

  private constructor(
    readonly response: Response,
    leaving: AbortController,
  ) {
    this.#leaving = leaving;
    this.#events = eventsOf(response);
  }

  static async open(address: string, headers: Readonly<Record<string, string>>): Promise<EventStream> {
    const leaving = new AbortController();
    return new EventStream(await fetch(address, { headers, signal: leaving.signal }), leaving);
  }

  /** The next event, or undefined at the end. */
  async next(): Promise<StreamEvent | undefined> {
    const { value, done } = await this.#events.next();
    return done === true ? undefined : value;
  }

  /** Every event up to the end. */
  async rest(): Promise<StreamEvent[]> {
    const events: StreamEvent[] = [];
    for (let event = await this.next(); event !== undefined; event = await this.next()) events.push(event);
    return events;
  }

  /** As a reader that goes away in the middle. */
  leave(): void {
    this.#leaving.abort();
  }
}

async function* eventsOf(response: Response): AsyncGenerator<StreamEvent> {
  if (response.body === null) return;
  let text = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + piece).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = eventIn(block);
      if (event !== undefined) yield event;
    }
  }
}

/** A block without data is a comment or the empty line in front. */
function eventIn(block: string): StreamEvent | undefined {
  const data = /^data: (.*)$/m.exec(block)?.[1];
  if (data === undefined) return undefined;
  const parsed: unknown = JSON.parse(data);
  if (typeof parsed !== 'object' || parsed === null) throw new Error('the data of an event is an object');
  return { event: /^event: (.*)$/m.exec(block)?.[1] ?? 'message', data: { ...parsed } };
}
