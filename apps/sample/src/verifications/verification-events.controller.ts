import { Controller, Param, Req, Sse, type MessageEvent } from '@nestjs/common';
import { EMPTY, type Observable } from 'rxjs';
import { rawRequest, Caller, OpenStreams, VerificationEventsService } from 'nestjs-id-verification-http';
import { DescribesEvents } from './verification-follow-up.description.js';
import { DescribesVerifications } from './verifications.description.js';

@Controller('verifications')
@DescribesVerifications()
export class VerificationEventsController {
  private readonly open = new OpenStreams();

  constructor(private readonly events: VerificationEventsService) {}

  @Sse(':merchantBizId/events')
  @DescribesEvents()
  async follow(
    @Param('merchantBizId') merchantBizId: string,
    @Req() request: unknown,
    @Caller() caller: string,
  ): Promise<Observable<MessageEvent>> {
    const raw = rawRequest(request);
    this.open.admit(caller, raw);
    const events = await this.events.follow(merchantBizId);
    // A HEAD request is routed here too, and has no use for a stream.
    return raw.method === 'HEAD' ? EMPTY : events;
  }
}
