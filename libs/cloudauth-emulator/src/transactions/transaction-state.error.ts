/** Why a transition is not possible. */
export type TransactionStateProblem = 'unknown' | 'finished' | 'expired' | 'deleted';

/** A transaction cannot be opened, finished or left in its current state. */
export class TransactionStateError extends Error {
  override readonly name = 'TransactionStateError';

  constructor(
    readonly problem: TransactionStateProblem,
    readonly transactionId: string,
  ) {
    super(
      problem === 'unknown'
        ? `there is no transaction ${transactionId}`
        : `transaction ${transactionId} is ${problem} already`,
    );
  }
}
