import { IntersectionType, PartialType, PickType } from '@nestjs/swagger';
import { INITIALIZE_PARAMETERS, InitializeVerificationDto } from 'nestjs-id-verification';
import { bodySchema } from 'nestjs-id-verification-http/openapi';

/**
 * The body of `POST /onboardings`: who the user is to the caller, and the client's environment. To retry a start
 * whose response was lost, a caller gives the `merchantBizId` itself, or the header `Idempotency-Key`.
 */
export class StartOnboardingDto extends IntersectionType(
  PickType(InitializeVerificationDto, ['merchantUserId', 'metaInfo']),
  // May be absent; null is refused.
  PartialType(PickType(InitializeVerificationDto, ['merchantBizId']), { skipNullProperties: false }),
) {}

const { merchantBizId, merchantUserId, metaInfo } = INITIALIZE_PARAMETERS;

/** The body in OpenAPI, with the limits and examples of the vendor's parameter table. */
export const START_ONBOARDING = { StartOnboarding: bodySchema({ merchantBizId, merchantUserId, metaInfo }) };
