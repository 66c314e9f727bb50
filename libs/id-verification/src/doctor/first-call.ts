import { failureCode } from '../vendor/transport-error.js';

/** The steps of a first call, in their order. */
export const STEPS = ['dns', 'tcp', 'tls', 'first byte'] as const;

export type Step = (typeof STEPS)[number];

/** What became of one step. */
export interface StepResult {
  readonly step: Step;
  readonly ms: number;
  /** What the step arrived at, such as an address. */
  readonly detail: string;
  /** Node's or OpenSSL's code when the step failed, or `TIMEOUT`; no further step was tried then. */
  readonly failure?: string;
}

/** Takes the time of one step after the other. */
export class FirstCall {
  readonly steps: StepResult[] = [];

  constructor(private readonly timeoutMs: number) {}

  /** @returns what the step made, or undefined when it failed */
  async take<Made>(
    step: Step,
    work: (signal: AbortSignal) => Promise<Made>,
    describe: (made: Made) => string,
  ): Promise<Made | undefined> {
    const signal = AbortSignal.timeout(this.timeoutMs);
    const start = performance.now();
    const elapsed = () => Math.round(performance.now() - start);
    try {
      const made = await work(signal);
      this.steps.push({ step, ms: elapsed(), detail: describe(made) });
      return made;
    } catch (error) {
      const failure = failureCode(error, signal);
      this.steps.push({ step, ms: elapsed(), detail: failure, failure });
      return undefined;
    }
  }
}
