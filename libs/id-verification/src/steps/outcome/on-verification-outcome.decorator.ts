import type { EntityManager } from 'typeorm';
import { OUTCOME_NAMES, type OutcomeName, type VerificationOutcome } from './verification-outcome.js';

/**
 * The options of a handler.
 *
 * @publicApi
 */
export interface OutcomeHandlerOptions {
  /**
   * The handler's stable name: 1 to 128 letters, digits, `.`, `_` or `-`, unique in the instance. Deliveries are stored
   * under this name: renaming a handler leaves its pending deliveries undelivered.
   */
  readonly name: string;
  /** The module instance whose outcomes it handles. @default 'default' */
  readonly instance?: string | undefined;
}

/**
 * A method that {@link OnVerificationOutcome} can decorate.
 *
 * @publicApi
 */
export type OutcomeHandler = (outcome: VerificationOutcome, manager: EntityManager) => unknown;

/** A decorated method's registration. */
export interface OutcomeHandlerMetadata {
  readonly name: string;
  readonly instance: string;
  readonly outcomes: readonly OutcomeName[];
}

/** Every decorated method of the process, to report those that are not registered. */
export interface DecoratedMethod {
  readonly metadata: OutcomeHandlerMetadata;
  readonly where: string;
}

const decorated: DecoratedMethod[] = [];

export function decoratedMethods(): readonly DecoratedMethod[] {
  return decorated;
}

const OUTCOME_HANDLER_METADATA = 'id-verification:outcome-handler';

/**
 * Marks a method of a provider as an outcome handler. It is called as `method(outcome, manager)` with the {@link
 * VerificationOutcome} and an `EntityManager` of the database transaction that also marks the delivery as delivered:
 * writes through that manager happen exactly once. When the method throws or exceeds `delivery.timeoutMs`, the database
 * transaction is rolled back and the delivery is retried. A method may be marked several times, under different names.
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
): <Handler extends OutcomeHandler>(
  target: object,
  method: string | symbol,
  descriptor: TypedPropertyDescriptor<Handler>,
) => void {
  const metadata: OutcomeHandlerMetadata = {
    name,
    instance,
    outcomes: outcomes === 'all' ? OUTCOME_NAMES : typeof outcomes === 'string' ? [outcomes] : outcomes,
  };
  return (target, method, { value }) => {
    const owner = typeof target === 'function' ? target.name : target.constructor.name;
    decorated.push({ metadata, where: `${owner}.${String(method)}` });
    const others = outcomeHandlersOf(target, method, value);
    Reflect.defineMetadata(OUTCOME_HANDLER_METADATA, [metadata, ...others], target, method);
    if (value !== undefined) Reflect.defineMetadata(OUTCOME_HANDLER_METADATA, [metadata, ...others], value);
  };
}

/**
 * The registrations of a decorated method, in source order. They are stored for the class and for the function: another
 * decorator may replace the function, and a mixin copies it to another class.
 */
export function outcomeHandlersOf(
  prototype: object,
  method: string | symbol,
  value: object | undefined,
): readonly OutcomeHandlerMetadata[] {
  const ofFunction: readonly OutcomeHandlerMetadata[] | undefined =
    value && Reflect.getOwnMetadata(OUTCOME_HANDLER_METADATA, value);
  const ofClass: readonly OutcomeHandlerMetadata[] | undefined = Reflect.getOwnMetadata(
    OUTCOME_HANDLER_METADATA,
    prototype,
    method,
  );
  return ofFunction ?? ofClass ?? [];
}
