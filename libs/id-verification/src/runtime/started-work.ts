import type { Lease } from '../storage/lease.js';
import type { ClaimedDelivery, ReservedSlots } from '../storage/claimed-delivery.js';
import type { ClaimedVerification } from '../storage/verdict.store.js';
import type { FinalStatus } from '../storage/verification-status.js';

/*
 * A statement that makes work due may claim it for this process and start it, which saves the statements by which a
 * worker finds and claims it. The steps are connected by these interfaces only.
 */

/** Reserved delivery slots, until the deliveries begin. One of the methods is called, exactly once. */
export interface DeliveryReservation extends ReservedSlots {
  /** Begins the deliveries that were claimed and frees the other slots. */
  begin(claimed: readonly ClaimedDelivery[]): void;
  /** Frees the slots, and uncounts the first attempts of a verification whose statement may have claimed deliveries. */
  giveBack(merchantBizId: string): void;
}

export interface DeliveryStarter {
  /** @returns undefined if this process delivers nothing now */
  reserve(status: FinalStatus): DeliveryReservation | undefined;
}

export const DELIVERY_STARTER = Symbol('DELIVERY_STARTER');

/** Reserved checks, until they begin. */
export interface CheckReservation {
  readonly lease: Lease;
  readonly most: number;
  /** Begins the checks of rows that were claimed and frees the others. Called exactly once. */
  begin(claimed: readonly ClaimedVerification[]): void;
}

export interface CheckStarter {
  /** Whether a worker of this process checks due rows at once. */
  readonly isIdle: boolean;
  /** Reserves checks that need no permit, at most as many as given. */
  reserve(most: number): CheckReservation;
}

export const CHECK_STARTER = Symbol('CHECK_STARTER');
