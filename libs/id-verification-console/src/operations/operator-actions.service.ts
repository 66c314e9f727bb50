import { Inject, Injectable } from '@nestjs/common';
import type { OperatorAction } from 'nestjs-id-verification';
import { callerOf } from 'nestjs-id-verification-http';
import type { IdVerificationConsoleOptions } from '../console-options.js';

export const ACTOR = Symbol('ACTOR');

/** The actor of an operator whom the host does not name. */
const UNNAMED = 'operator';

/** What the library takes at most. */
const LONGEST_ACTOR = 100;
export const LONGEST_REASON = 500;

/** The library refuses an actor of several lines; a name in the host's user directory must not prevent an action. */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Names the operator of a request, as the host does. */
@Injectable()
export class OperatorActionsService {
  constructor(
    @Inject(ACTOR) private readonly actor: NonNullable<IdVerificationConsoleOptions['actor']> = callerOf,
  ) {}

  /** A reason that is not filled in is none. An operator whom the host does not name leaves a trace too. */
  of(request: unknown, reason: string | undefined): OperatorAction {
    const name = this.actor(request)?.replace(CONTROL_CHARACTERS, ' ').trim();
    const actor = name?.slice(0, LONGEST_ACTOR).toWellFormed();
    return { actor: actor || UNNAMED, reason: reason?.trim() || undefined };
  }
}
