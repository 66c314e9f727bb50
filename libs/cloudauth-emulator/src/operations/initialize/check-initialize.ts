import { Refusal } from '../../responses/response.js';
import type { CallParameters } from '../../wire/parameters.js';
import { checkParameters } from '../parameter-rule.js';
import { initializeRules, modelRule } from './initialize-rules.js';
import { isPc, parseMetaInfo } from './meta-info.js';

/** Checks the parameters of `Initialize` against the rules of the vendor's page. */
export function checkInitialize(
  parameters: CallParameters,
  products: readonly string[],
): Refusal | undefined {
  return (
    checkParameters(parameters, [...initializeRules(products), modelRule(parameters['ProductCode'])]) ??
    checkTemplate(parameters) ??
    checkModelSuitsDevice(parameters)
  );
}

function checkTemplate(parameters: CallParameters): Refusal | undefined {
  if (parameters['Model'] !== 'TEMPLATE') return undefined;
  const missing = ['TemplateConfig', 'TemplateType'].find((name) => !parameters[name]);
  if (missing !== undefined) return new Refusal('MissingParameter', `Parameter ${missing} cannot be empty.`);
  const actions = (parameters['TemplateConfig'] ?? '').split(',').length;
  const least = parameters['TemplateType'] === 'Ran' ? Number(parameters['TemplateRanCount'] || 2) : 1;
  if (actions >= least) return undefined;
  return new Refusal('InvalidParameter', 'Invalid parameter TemplateConfig: has too few actions.');
}

function checkModelSuitsDevice(parameters: CallParameters): Refusal | undefined {
  if (parameters['Model'] !== 'PHOTINUS_LIVENESS') return undefined;
  const metaInfo = parseMetaInfo(parameters['MetaInfo'] ?? '');
  if (metaInfo === undefined || !isPc(metaInfo)) return undefined;
  return new Refusal(
    'InvalidParameter',
    'Invalid parameter Model: PHOTINUS_LIVENESS is not supported on PCs.',
  );
}
