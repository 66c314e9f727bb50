import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import {
  catchError,
  concatMap,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  finalize,
  merge,
  mergeMap,
  Observable,
  ReplaySubject,
  share,
  startWith,
  Subject,
  takeUntil,
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

/** The poll interval of a watched verification, in milliseconds. */
const POLL_MS = 2_000;

/** The number of polls that are skipped between two reads while notifications are received. */
const POLLS_PASSED_OVER = 14;

/** The most concurrent reads, so that watching many verifications does not use up the connection pool. */
const CONCURRENT_READS = 2;

/** Watches single verifications for changes by any process. */
@Injectable()
export class WatchService implements BeforeApplicationShutdown {
  /** One for each watched verification, shared by all its watchers. */
  private readonly shared = new Map<string, Observable<Verification>>();
  private readonly reads = new Subject<Observable<unknown>>();
  private readonly closing = new ReplaySubject<void>(1);

  constructor(
    private readonly reader: VerificationReaderService,
    private readonly listener: ChangeListenerService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {
    this.reads.pipe(mergeMap((read) => read, CONCURRENT_READS)).subscribe();
  }

  /** A further watcher gets the last state at once, without a statement. */
  watch(merchantBizId: string): Observable<Verification> {
    return defer(() => {
      const shared = this.shared.get(merchantBizId) ?? this.follow(merchantBizId);
      this.shared.set(merchantBizId, shared);
      return shared;
    });
  }

  /** Completes every watch: polls would keep the process alive, and open event streams the server. */
  beforeApplicationShutdown(): void {
    this.closing.next();
  }

  private follow(merchantBizId: string): Observable<Verification> {
    return this.looks(merchantBizId).pipe(
      distinctUntilChanged(
        (before, after) => before.status === after.status && before.subCode === after.subCode,
      ),
      takeWhile(({ status }) => !isEnded(status), true),
      takeUntil(this.closing),
      finalize(() => this.shared.delete(merchantBizId)),
      share({ connector: () => new ReplaySubject(1) }),
    );
  }

  /** Skips polls during a read: with a slow database they would queue up. */
  private looks(merchantBizId: string): Observable<Verification> {
    return defer(() => {
      const own = `${this.options.instance}/${merchantBizId}`;
      const heard = this.listener.changes.pipe(filter((what) => what === own));
      let inFlight = 0;
      let passedOver = 0;
      let last: { status?: Verification['status']; session?: object | undefined } = {};
      // Only ends of verifications are notified, and only those after the connection was established.
      const isNotified = () =>
        last.status === 'PENDING' &&
        this.listener.session !== undefined &&
        this.listener.session === last.session &&
        (passedOver += 1) <= POLLS_PASSED_OVER;
      const polls = this.polls().pipe(filter(() => inFlight === 0 && !isNotified()));
      return merge(heard, polls).pipe(
        startWith(own),
        tap(() => (inFlight += 1)),
        concatMap((_, index) => {
          const { session } = this.listener;
          passedOver = 0;
          const look = index === 0 ? this.look(merchantBizId) : this.lookAgain(merchantBizId);
          return look.pipe(
            tap(({ status }) => (last = { status, session })),
            finalize(() => (inFlight -= 1)),
          );
        }),
      );
    });
  }

  /** Reads within the concurrency limit. */
  private look(merchantBizId: string): Observable<Verification> {
    return new Observable((subscriber) => {
      const read = defer(() => (subscriber.closed ? EMPTY : this.reader.get(merchantBizId)));
      this.reads.next(
        read.pipe(
          tap(subscriber),
          catchError(() => EMPTY),
        ),
      );
    });
  }

  /** Reads again; an unavailable database does not end the watch. */
  private lookAgain(merchantBizId: string): Observable<Verification> {
    return this.look(merchantBizId).pipe(
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
