import fc from 'fast-check';
import {
  INITIALIZE_PARAMETERS,
  InitializeVerificationDto,
  validateInput,
  type FieldError,
  IdVerificationValidationError,
} from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { requestTexts, type RequestTexts } from '../support/conformance/request-arbitrary.js';
import { sendInitialize } from '../support/vendor/signed-call.js';
import { useStage } from '../support/host/conformance-stage.js';
import { bySuite } from '../support/runner/suite.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';

const WIRE_NAMES = new Map(
  Object.entries(INITIALIZE_PARAMETERS).map(([field, { wireName }]) => [field, wireName as string]),
);

const onTheWire = (texts: RequestTexts) =>
  Object.fromEntries(Object.entries(texts).map(([field, text]) => [WIRE_NAMES.get(field) ?? field, text]));

async function brokenRules(texts: RequestTexts): Promise<readonly FieldError[]> {
  try {
    await validateInput(InitializeVerificationDto, texts);
    return [];
  } catch (error) {
    if (error instanceof IdVerificationValidationError) return error.errors;
    throw error;
  }
}

/**
 * Where the DTO asks for more than the vendor's page: an optional field is absent or valid, a text must survive storage,
 * and an address must be one that can be handed out.
 */
const STRICTER_RULES: Readonly<Record<string, (text: string) => boolean>> = {
  isNotEmpty: (text) => text === '',
  isWellFormedText: (text) => text.includes('\0'),
  isHttpsUrl: (text) => /^https:\/\//i.test(text),
};

describe('The DTO and the emulator, which share no code,', () => {
  const stage = useStage('dto_and_emulator');

  const ask = (texts: RequestTexts) => sendInitialize(stage.emulator.url, onTheWire(texts));

  it('agree on what is good: the emulator takes whatever the DTO takes', async () => {
    await fc.assert(
      fc.asyncProperty(requestTexts(2), async (texts) => {
        fc.pre((await brokenRules(texts)).length === 0);

        expect(await ask(texts)).toMatchObject({ code: 'Success' });
      }),
      { numRuns: bySuite({ quick: 100, all: 400 }), maxSkipsPerRun: 20 },
    );
  });

  it('agree on what is bad: the DTO refuses the field that the emulator refuses', async () => {
    await fc.assert(
      fc.asyncProperty(requestTexts(4), async (texts) => {
        const { code, parameter } = await ask(texts);
        fc.pre(code !== 'Success');

        const refused = (await brokenRules(texts)).map(({ field }) => WIRE_NAMES.get(field));
        expect(refused).toContain(parameter);
      }),
      { numRuns: bySuite({ quick: 100, all: 400 }), maxSkipsPerRun: 20 },
    );
  });

  it('agree on parameters beyond the table, whatever they are called and hold', async () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,15}$/);
    const extras = fc.dictionary(name, fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(extras, async (extraParameters) => {
        await validateInput(InitializeVerificationDto, { ...MINIMAL_REQUEST, extraParameters }).catch(() =>
          fc.pre(false),
        );

        const response = await sendInitialize(stage.emulator.url, {
          ...onTheWire(MINIMAL_REQUEST),
          ...extraParameters,
        });
        expect(response).toMatchObject({ code: 'Success' });
      }),
      { numRuns: bySuite({ quick: 100, all: 300 }) },
    );
  });

  it('differ only where the DTO is stricter on purpose', async () => {
    await fc.assert(
      fc.asyncProperty(requestTexts(1), async (texts) => {
        const broken = await brokenRules(texts);
        fc.pre(broken.length > 0 && (await ask(texts)).code === 'Success');

        const unexplained = broken.filter(
          ({ field, rule }) =>
            STRICTER_RULES[rule]?.(new Map(Object.entries(texts)).get(field) ?? '') !== true,
        );
        expect(unexplained).toEqual([]);
      }),
      { numRuns: bySuite({ quick: 50, all: 100 }), maxSkipsPerRun: 60 },
    );
  });
});
