import { Controller, Head, Header, Param, Sse, SseSignal, type MessageEvent } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { Caller, OpenStreams, VerificationEventsService } from 'nestjs-id-verification-http';
import { DescribesEvents, DescribesRoutes } from 'nestjs-id-verification-http/openapi';

@Controller('verifications')
@DescribesRoutes('verifications')
export class VerificationEventsController {
  private readonly open = new OpenStreams();

  constructor(private readonly events: VerificationEventsService) {}

  /** Before the stream, which Nest announces with `Connection: keep-alive` for HEAD too, whatever the client asked for. */
  @Head(':merchantBizId/events')
  @Header('Content-Type', 'text/event-stream')
  @ApiExcludeEndpoint()
  async head(@Param('merchantBizId') merchantBizId: string): Promise<void> {
    await this.events.follow(merchantBizId);
  }

  @Sse(':merchantBizId/events')
  @DescribesEvents()
  async follow(
    @Param('merchantBizId') merchantBizId: string,
    @Caller() caller: string,
    @SseSignal() ended: AbortSignal,
  ): Promise<Observable<MessageEvent>> {
    this.open.admit(caller, ended);
    return this.events.follow(merchantBizId);
  }
}
