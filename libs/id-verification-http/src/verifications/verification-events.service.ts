import { Inject, Injectable, type BeforeApplicationShutdown, type MessageEvent } from '@nestjs/common';
import { IdVerificationService } from 'nestjs-id-verification';
import {
  catchError,
  connect,
  EMPTY,
  endWith,
  firstValueFrom,
  ignoreElements,
  interval,
  map,
  merge,
  ReplaySubject,
  takeUntil,
  takeWhile,
  type Observable,
} from 'rxjs';
import { VerificationResponse } from './verification.response.js';

/** Often enough that no proxy on the way takes the stream for dead, in milliseconds. */
const HEARTBEAT_MS = 15_000;

/** Verifications as streams of server-sent events: one event now and with every change, until there is an end. */
@Injectable()
export class VerificationEventsService implements BeforeApplicationShutdown {
  private readonly stopping = new ReplaySubject<void>(1);

  constructor(
    @Inject(IdVerificationService)
    private readonly verifications: Pick<IdVerificationService, 'watch'>,
  ) {}

  /** Open streams would keep the server from closing; its reader reconnects to another process. */
  beforeApplicationShutdown(): void {
    this.stopping.next();
  }

  /** @throws IdVerificationError `not_found`, while the response can still have that status */
  async follow(merchantBizId: string): Promise<Observable<MessageEvent>> {
    const watched = this.verifications.watch(merchantBizId);
    // Not `get`: the state of a verification that is watched already costs no statement.
    await firstValueFrom(watched, { defaultValue: undefined });
    const changes = watched.pipe(
      // The library goes on after REJECTED, which can be started again; to a reader of this API it is final.
      takeWhile(({ status }) => status === 'INITIALIZING' || status === 'PENDING', true),
      map((verification) => ({ type: 'status', data: new VerificationResponse(verification) })),
      // The headers are gone by now. A stream that ends before the verification makes its reader reconnect.
      catchError(() => EMPTY),
    );
    return changes.pipe(
      connect((shared) => merge(shared, heartbeats().pipe(takeUntil(endOf(shared))))),
      takeUntil(this.stopping),
    );
  }
}

function heartbeats(): Observable<MessageEvent> {
  return interval(HEARTBEAT_MS).pipe(map(() => ({ comment: 'still here' })));
}

/** Emits when the other one completes. */
function endOf(other: Observable<unknown>): Observable<unknown> {
  return other.pipe(ignoreElements(), endWith(undefined));
}
