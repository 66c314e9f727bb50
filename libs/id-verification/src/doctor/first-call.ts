import { failureCode } from '../vendor/transport-error.js';

/** The steps of a first call, in their order. */
export const STEPS = ['dns', 'tcp', 'tls', 'first byte'] as const;

export type Step = (typeof STEPS)[number];

/** The result of one step. */
export interface StepResult {
  readonly step: Step;
  readonly ms: number;
  /** The result of the step, such as an address. */
  readonly detail: string;
  /** The code of Node or OpenSSL if the step failed, or `TIMEOUT`; later steps are skipped then. */
  readonly failure?: string;
}

/** Measures one step after the other. */
export class FirstCall {
  readonly steps: StepResult[] = [];

  constructor(private readonly timeoutMs: number) {}

  /** @returns the value of the step, or undefined if it failed */
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
