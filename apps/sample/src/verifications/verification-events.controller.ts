import { Controller, Param, Sse, type MessageEvent } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { DescribesEvents } from './verification-follow-up.description.js';
import { DescribesVerifications } from './verifications.description.js';
import { VerificationEventsService } from './verification-events.service.js';

@Controller('verifications')
@DescribesVerifications()
export class VerificationEventsController {
  constructor(private readonly events: VerificationEventsService) {}

  @Sse(':merchantBizId/events')
  @DescribesEvents()
  follow(@Param('merchantBizId') merchantBizId: string): Promise<Observable<MessageEvent>> {
    return this.events.follow(merchantBizId);
  }
}
