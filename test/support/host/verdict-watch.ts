import type { Verification, VerificationStatus } from 'nestjs-id-verification';
import type { Observable, Subscription } from 'rxjs';

/** What a watcher has seen so far. */
export class Watching {
  readonly seen: VerificationStatus[] = [];
  completed = false;
  failure: unknown = undefined;
  private readonly subscription: Subscription;

  constructor(watched: Observable<Verification>) {
    this.subscription = watched.subscribe({
      next: ({ status }) => this.seen.push(status),
      complete: () => (this.completed = true),
      error: (error: unknown) => (this.failure = error),
    });
  }

  stop(): void {
    this.subscription.unsubscribe();
  }
}
