import { PickType } from '@nestjs/swagger';
import { InitializeVerificationDto } from 'nestjs-id-verification';

/** The body of `POST /onboardings`: who the person is to the caller, and the client's environment. */
export class StartOnboardingDto extends PickType(InitializeVerificationDto, ['merchantUserId', 'metaInfo']) {}
