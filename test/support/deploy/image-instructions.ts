import { Copy, DockerfileParser } from 'dockerfile-ast';

/** One instruction of a Dockerfile, its lines joined and its flags taken off. */
export interface Instruction {
  readonly keyword: string;
  readonly text: string;
  /** The stage that COPY takes from; undefined for the build's context. */
  readonly from: string | undefined;
}

/** A stage of a Dockerfile as it is written. */
export interface StageText {
  readonly name: string;
  /** Another stage, or an image that comes from elsewhere. */
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile, in their order. */
export function stagesOf(dockerfile: string): StageText[] {
  const stages: (StageText & { instructions: Instruction[] })[] = [];
  for (const instruction of DockerfileParser.parse(dockerfile).getInstructions()) {
    const keyword = instruction.getKeyword();
    const text = instruction.getArgumentsContent() ?? '';
    if (keyword === 'FROM') {
      const [base = '', , name = ''] = text.split(/\s+/);
      stages.push({ name, base, instructions: [] });
    } else {
      const from = instruction instanceof Copy ? instruction.getFromFlag()?.getValue() : undefined;
      stages.at(-1)?.instructions.push({ keyword, text, from: from ?? undefined });
    }
  }
  return stages;
}

/** An array in JSON form, as CMD and ENTRYPOINT are written for a process without a shell around it. */
export function execForm(text: string): string[] {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value)) throw new Error(`not in exec form: ${text}`);
  return value.map(String);
}
