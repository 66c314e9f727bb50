import { ValidateBy } from 'class-validator';

type Request = { readonly [Name in `template${'Config' | 'Type' | 'RanCount'}`]?: unknown };

/**
 * The model `TEMPLATE` requires actions and their order; a random order requires several actions and selects at most
 * all of them. Source: the vendor's SDK 3.21.2.
 */
export function IsTemplate(): PropertyDecorator {
  return ValidateBy({
    name: 'isTemplate',
    validator: {
      validate: (model, validation) =>
        model !== 'TEMPLATE' || problemOf(validation?.object ?? {}) === undefined,
      defaultMessage: (validation) => `$property TEMPLATE ${problemOf(validation?.object ?? {}) ?? ''}`,
    },
  });
}

function problemOf({ templateConfig, templateType, templateRanCount }: Request): string | undefined {
  if (typeof templateConfig !== 'string' || templateType === undefined) {
    return 'needs templateConfig and templateType';
  }
  const actions = templateConfig.split(',').length;
  if (templateType === 'Ran' && actions < 2) return 'needs more than one action in templateConfig for Ran';
  if (Number(templateRanCount ?? 0) > actions) return 'needs a templateRanCount of at most its actions';
  return undefined;
}
