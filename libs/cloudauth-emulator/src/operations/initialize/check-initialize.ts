import { Refusal } from '../../responses/response.js';
import type { CallParameters } from '../../wire/parameters.js';
import { checkParameters } from '../parameter-rule.js';
import { initializeRules } from './initialize-rules.js';
import { isPc, parseMetaInfo } from './meta-info.js';

/** Everything that the vendor's page demands of the parameters of `Initialize`. */
export function checkInitialize(
  parameters: CallParameters,
  products: readonly string[],
): Refusal | undefined {
  return checkParameters(parameters, initializeRules(products)) ?? checkModelSuitsDevice(parameters);
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
