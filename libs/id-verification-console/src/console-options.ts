import type { CanActivate, Type } from '@nestjs/common';
import type { Language, LocalizedText } from './languages/languages.js';
import type { TextOverrides } from './languages/translation.js';
import type { PageColors } from './appearance/appearance.js';

/**
 * What both modules take.
 *
 * @publicApi
 */
export interface OperatorOptions {
  /**
   * Guards of every route that needs an operator; each must let a request through. The pages themselves hold nothing
   * that needs one. `'global'` where guards of the whole application (`APP_GUARD`) protect them already: they would run
   * twice if they were named here.
   */
  readonly guards?: readonly Type<CanActivate>[] | 'global' | undefined;
  /**
   * True where an emulator stands in for the vendor: the pages say so, and load no script of the vendor.
   *
   * @default false
   */
  readonly sandbox?: boolean | undefined;
  /**
   * The instance of `IdVerificationModule` whose verifications the pages are about.
   *
   * @default the instance without a name
   */
  readonly name?: string | undefined;
  /** An API key that the pages fill in, for everybody who opens them: only with `sandbox`, whose key is no secret. */
  readonly apiKey?: string | undefined;
  /**
   * The links at the top of the pages, by address: a path of your application, or an http or https address. A name may
   * differ from language to language.
   *
   * @default the page itself
   */
  readonly links?: Readonly<Record<string, string | LocalizedText>> | undefined;
}

/**
 * What a user of the console may do: a `viewer` reads, an `operator` also checks, redelivers, cancels and erases.
 *
 * @publicApi
 */
export type ConsoleRole = 'viewer' | 'operator';

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
  /**
   * The name of the operator who sent a request, which the events of actions hold; undefined if it is not known. It is
   * truncated to 100 characters, and control characters become spaces.
   *
   * @default the name that `rememberCaller` of `nestjs-id-verification-http` was given, such as that of the API key
   * @example
   * (request) => (request as { user?: { email: string } }).user?.email
   */
  readonly actor?: ((request: unknown) => string | undefined) | undefined;
  /**
   * The role of the user who sent a request. It is called after the guards, for every action and for the page, which
   * offers no action to a viewer.
   *
   * @default 'viewer' for an API key of `nestjs-id-verification-http` that may only read, else 'operator'
   * @example
   * (request) => ((request as { user?: { isAdmin: boolean } }).user?.isAdmin ? 'operator' : 'viewer')
   */
  readonly roleOf?: ((request: unknown) => ConsoleRole | Promise<ConsoleRole>) | undefined;
  /**
   * The page of the vendor's console that lists records, to which the view of one verification links: an https address
   * or a path of your application. The vendor documents no address of one record, so the operator searches there for
   * the TransactionId, which the view copies.
   *
   * @default no link
   */
  readonly vendorConsoleUrl?: string | undefined;
}

/**
 * What {@link IdVerificationPagesModule} takes.
 *
 * @publicApi
 */
export interface IdVerificationPagesOptions extends OperatorOptions {
  /**
   * Where the vendor sends the browser when the user is done: the absolute address of `/continue`, as the internet sees
   * it.
   */
  readonly returnUrl?: string | undefined;
  /** A provider, visible to every module, that may refuse an invitation. */
  readonly limits?: Type<StartLimits> | undefined;
  /** Texts in place of those of the package, by language and name. */
  readonly texts?: TextOverrides | undefined;
  /**
   * The vendor's value of `languageConfig` for each language of the pages; nothing is sent for one without a value.
   * The default names the only value that the vendor documents.
   *
   * @default { en: 'en' }
   */
  readonly languageConfig?: Readonly<Partial<Record<Language, string>>> | undefined;
  /**
   * The picture at the top of the pages: an https address, which your content security policy must allow, or a path.
   *
   * @default the icon of the package
   */
  readonly logo?: string | undefined;
  /** Colours in place of those of the package. */
  readonly colors?: PageColors | undefined;
  /** Where a link at the end leads: an https address or a path of your application. */
  readonly completionUrl?: string | undefined;
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
 * Refuses a live application whose operations would be open to everybody: without a guard, or by a key in its pages.
 *
 * @throws Error
 */
export function validateAccess(
  module: string,
  { guards = [], sandbox = false, apiKey }: OperatorOptions,
): void {
  if (sandbox) return;
  if (apiKey !== undefined)
    throw new Error(
      `${module} needs sandbox: true with apiKey: the pages print the key for everybody who opens them. Remove apiKey: operators enter their own.`,
    );
  if (guards === 'global' || guards.length > 0) return;
  throw new Error(
    `${module} needs at least one guard: its routes read and erase verifications. Only a sandbox may do without.`,
  );
}
