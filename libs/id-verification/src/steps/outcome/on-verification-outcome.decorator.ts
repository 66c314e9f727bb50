import { OUTCOME_NAMES, type OutcomeName } from './verification-outcome.js';

/**
 * What a handler is registered with.
 *
 * @publicApi
 */
export interface OutcomeHandlerOptions {
  /**
   * The handler's stable name: 1 to 128 letters, digits, `.`, `_` or `-`, unique in the instance. Deliveries are kept
   * under it, so that renaming a handler strands what is on its way.
   */
  readonly name: string;
  /** The module instance whose outcomes it handles. @default 'default' */
  readonly instance?: string;
}

/** A decorated method's registration. */
export interface OutcomeHandlerMetadata extends Required<OutcomeHandlerOptions> {
  readonly outcomes: readonly OutcomeName[];
}

const OUTCOME_HANDLER_METADATA = 'id-verification:outcome-handler';

/**
 * Marks a method of a provider as an outcome handler. It is called as `method(outcome, manager)` with the
 * {@link VerificationOutcome} and an `EntityManager` of the transaction in which the delivery is marked as done: what
 * the method writes through that manager happens exactly once. It has 30 seconds; when it throws, everything is
 * rolled back and it is called again later. A method may be marked several times, under different names.
 *
 * @example
 * @OnVerificationOutcome('passed', { name: 'approve-onboarding' })
 * async approve(outcome: VerificationOutcome, manager: EntityManager) {
 *   await manager.update(Onboarding, { merchantBizId: outcome.merchantBizId }, { approved: true });
 * }
 *
 * @param outcomes one outcome, several, or `'all'`
 * @publicApi
 */
export function OnVerificationOutcome(
  outcomes: OutcomeName | readonly OutcomeName[] | 'all',
  { name, instance = 'default' }: OutcomeHandlerOptions,
): MethodDecorator {
  const metadata: OutcomeHandlerMetadata = {
    name,
    instance,
    outcomes: outcomes === 'all' ? OUTCOME_NAMES : typeof outcomes === 'string' ? [outcomes] : outcomes,
  };
  return (_target, _method, { value }: PropertyDescriptor) => {
    Reflect.defineMetadata(OUTCOME_HANDLER_METADATA, [metadata, ...outcomeHandlersOf(value)], value);
  };
}

/** The registrations of a decorated method, in the order in which they stand in the source. */
export function outcomeHandlersOf(method: object): readonly OutcomeHandlerMetadata[] {
  const metadata: readonly OutcomeHandlerMetadata[] | undefined = Reflect.getOwnMetadata(
    OUTCOME_HANDLER_METADATA,
    method,
  );
  return metadata ?? [];
}
