import { IntersectionType, PartialType, PickType } from '@nestjs/swagger';
import { InitializeVerificationDto } from 'nestjs-id-verification';

/**
 * The body of `POST /onboardings`: who the user is to the caller, and the client's environment. A caller that wants to
 * retry a start whose response was lost gives the `merchantBizId` itself.
 */
export class StartOnboardingDto extends IntersectionType(
  PickType(InitializeVerificationDto, ['merchantUserId', 'metaInfo']),
  // Absent or valid: null is neither.
  PartialType(PickType(InitializeVerificationDto, ['merchantBizId']), { skipNullProperties: false }),
) {}
