import type { ApiParamOptions } from '@nestjs/swagger';
import { INITIALIZE_PARAMETERS } from 'nestjs-id-verification';
import { parameterSchema } from './parameter.schema.js';

const { description: _, ...schema } = parameterSchema(INITIALIZE_PARAMETERS.merchantBizId);

/**
 * A verification in a path.
 *
 * @publicApi
 */
export const MERCHANT_BIZ_ID: ApiParamOptions = {
  name: 'merchantBizId',
  description: 'The MerchantBizId that the verification was started with.',
  schema,
};
