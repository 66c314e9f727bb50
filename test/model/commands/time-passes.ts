import type { Model } from '../model.js';
import type { System } from '../system.js';
import { Step } from './step.js';

/** Spans that reach just beyond, or not as far as, everything that has a time. */
export const SPANS = {
  'a second': 1_000,
  '3 seconds': 3_000,
  '20 seconds': 20_000,
  '2 minutes': 2 * 60_000,
  '11 minutes': 11 * 60_000,
  '29 minutes': 29 * 60_000,
  '31 minutes': 31 * 60_000,
  '36 minutes': 36 * 60_000,
  'a day': 24 * 60 * 60_000,
  '31 days': 31 * 24 * 60 * 60_000,
} as const;

export type Span = keyof typeof SPANS;

/** The time moves on, at once or, for the processes that look in between, bit by bit. */
export class TimePasses extends Step {
  constructor(
    private readonly span: Span,
    private readonly looks: number,
  ) {
    super();
  }

  protected async happen(_model: Model, system: System): Promise<void> {
    for (let look = 0; look < this.looks; look += 1) await system.advance(SPANS[this.span] / this.looks);
  }

  toString(): string {
    return `${this.span} pass${this.looks > 1 ? ` in ${this.looks} steps` : ''}`;
  }
}
