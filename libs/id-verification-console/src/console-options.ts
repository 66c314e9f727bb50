import type { CanActivate, Type } from '@nestjs/common';

/**
 * What both modules take.
 *
 * @publicApi
 */
export interface OperatorOptions {
  /**
   * Guards of every route that needs an operator; each must let a request through. The pages themselves hold nothing
   * that needs one.
   */
  readonly guards?: readonly Type<CanActivate>[] | undefined;
  /**
   * True where an emulator stands in for the vendor: the pages say so, and load no script of the vendor.
   *
   * @default false
   */
  readonly sandbox?: boolean | undefined;
  /** An API key that the pages fill in; for sandboxes, whose key is no secret. */
  readonly apiKey?: string | undefined;
  /**
   * The links at the top of the pages, by address.
   *
   * @default the page itself
   */
  readonly links?: Readonly<Record<string, string>> | undefined;
}

/**
 * What {@link IdVerificationConsoleModule} takes.
 *
 * @publicApi
 */
export interface IdVerificationConsoleOptions extends OperatorOptions {
  /**
   * Where the console is mounted.
   *
   * @default 'operations'
   */
  readonly path?: string | undefined;
}

/**
 * What {@link IdVerificationPagesModule} takes.
 *
 * @publicApi
 */
export interface IdVerificationPagesOptions extends OperatorOptions {
  /** Where the vendor sends the browser when the user is done: the address of `/continue`, as the internet sees it. */
  readonly returnUrl?: string | undefined;
  /** A provider, visible to every module, that may refuse an invitation. */
  readonly limits?: Type<StartLimits> | undefined;
}

/**
 * Limits how many verifications are started.
 *
 * @publicApi
 */
export interface StartLimits {
  /**
   * Counts a start before it is made; throws where it is one too many.
   *
   * @param caller as `rememberCaller` named it
   */
  admit(caller: string, merchantUserId: string): Promise<void>;
}

/**
 * Refuses a live application whose operations would be open to everybody.
 *
 * @throws Error
 */
export function requireGuard(module: string, { guards = [], sandbox = false }: OperatorOptions): void {
  if (guards.length > 0 || sandbox) return;
  throw new Error(
    `${module} needs at least one guard: its routes read and erase verifications. Only a sandbox may do without.`,
  );
}
