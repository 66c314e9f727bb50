import { IntersectionType, OmitType, PartialType, PickType } from '@nestjs/swagger';
import { InitializeVerificationDto } from 'nestjs-id-verification';

/** What a caller may leave to the application. */
const FILLED_IN = ['merchantBizId', 'productCode'] as const;

/**
 * The body of `POST /verifications`: the library's parameters with the library's rules. `merchantBizId` is generated
 * and `productCode` filled in when absent; parameters beyond the vendor's table are not offered.
 *
 * @publicApi
 */
export class CreateVerificationDto extends IntersectionType(
  OmitType(InitializeVerificationDto, [...FILLED_IN, 'extraParameters']),
  // Absent or valid: null is neither.
  PartialType(PickType(InitializeVerificationDto, FILLED_IN), { skipNullProperties: false }),
) {}
