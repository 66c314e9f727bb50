import { Inject, Injectable } from '@nestjs/common';
import {
  catchError,
  concatMap,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  finalize,
  merge,
  Observable,
  startWith,
  takeWhile,
  tap,
} from 'rxjs';
import { ID_VERIFICATION_CLOCK, type Clock } from '../../time/clock.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { ChangeListenerService } from '../../runtime/change-listener.service.js';
import { isEnded } from '../../storage/verification-status.js';
import { VerificationReaderService } from '../../verification/verification-reader.service.js';
import type { Verification } from '../../verification/verification.js';

/** How often a watched verification is read without a notification, in milliseconds. */
const POLL_MS = 2_000;

/** Follows single verifications as they change, whichever process changes them. */
@Injectable()
export class WatchService {
  constructor(
    private readonly reader: VerificationReaderService,
    private readonly listener: ChangeListenerService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {}

  watch(merchantBizId: string): Observable<Verification> {
    return defer(() => this.looks(merchantBizId)).pipe(
      distinctUntilChanged(
        (before, after) => before.status === after.status && before.subCode === after.subCode,
      ),
      takeWhile(({ status }) => !isEnded(status), true),
    );
  }

  /** No poll is due while a look is under way: with a slow database they would queue up, and all come when it is back. */
  private looks(merchantBizId: string): Observable<Verification> {
    const own = `${this.options.instance}/${merchantBizId}`;
    const heard = this.listener.changes.pipe(filter((what) => what === own));
    let inFlight = 0;
    const polls = this.polls().pipe(filter(() => inFlight === 0));
    return merge(heard, polls).pipe(
      startWith(own),
      tap(() => (inFlight += 1)),
      concatMap((_, index) => {
        const look =
          index === 0 ? defer(() => this.reader.get(merchantBizId)) : this.lookAgain(merchantBizId);
        return look.pipe(finalize(() => (inFlight -= 1)));
      }),
    );
  }

  /** A database that is briefly unavailable ends no watch: the next poll reads again. */
  private lookAgain(merchantBizId: string): Observable<Verification> {
    return defer(() => this.reader.get(merchantBizId)).pipe(
      catchError((error: unknown) => {
        if (error instanceof IdVerificationError && error.code === 'storage_unavailable') return EMPTY;
        throw error;
      }),
    );
  }

  private polls(): Observable<string> {
    return new Observable((subscriber) => {
      const stopped = new AbortController();
      const poll = async (): Promise<void> => {
        while (!stopped.signal.aborted) {
          await this.clock.sleep(POLL_MS, stopped.signal);
          subscriber.next('poll');
        }
      };
      poll().catch(() => undefined);
      return () => stopped.abort();
    });
  }
}
