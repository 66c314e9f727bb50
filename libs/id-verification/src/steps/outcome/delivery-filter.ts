import { assertValid } from '../../errors/validation.error.js';
import type { DeliveryPosition, StoredDelivery } from '../../storage/undelivered.store.js';
import { pageProblems, type CursorFormat } from '../../validation/page.js';

/** States of deliveries that are not delivered. */
const UNDELIVERED_STATES = ['PENDING', 'DEAD_LETTERED'] as const;

/**
 * Selects deliveries to list: those with attempts left (`PENDING`), or without (`DEAD_LETTERED`).
 *
 * @publicApi
 */
export interface DeliveryFilter {
  readonly state: (typeof UNDELIVERED_STATES)[number];
  /** The page size, 1 to 100. @default 20 */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the previous page. */
  readonly cursor?: string | undefined;
}

/**
 * An outcome that was not delivered to a handler. Contains no personal data.
 *
 * @publicApi
 */
export interface UndeliveredOutcome extends Omit<StoredDelivery, 'verificationId' | 'lastError' | 'state'> {
  readonly state: DeliveryFilter['state'];
  /** The kind of the last failure, for example the name of the error's class; never its message. */
  readonly lastError: string | undefined;
}

/** @throws IdVerificationValidationError */
export function checkDeliveryFilter({ state, limit, cursor }: DeliveryFilter): void {
  assertValid([
    !UNDELIVERED_STATES.includes(state) && {
      field: 'state',
      rule: 'isIn',
      message: `state must be one of ${UNDELIVERED_STATES.join(', ')}`,
    },
    ...pageProblems({ limit, cursor }),
  ]);
}

export const DELIVERY_CURSOR: CursorFormat<DeliveryPosition> = {
  write: ({ verificationId, handler }) => `${verificationId}/${handler}`,
  parse: (text) => {
    const [, verificationId, handler] =
      /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([A-Za-z0-9._-]{1,128})$/.exec(text) ?? [];
    return verificationId === undefined || handler === undefined ? undefined : { verificationId, handler };
  },
};
