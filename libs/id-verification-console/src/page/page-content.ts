import type { OperatorOptions } from '../console-options.js';
import type { Language, LocalizedText } from '../languages/languages.js';
import type { Texts } from '../languages/translation.js';
import { linkAddresses } from '../appearance/appearance.js';
import { META_INFO_SCRIPT } from '../static-files/meta-info-script.js';

/** What every page of a module is made with. */
export interface ModuleContent {
  /** Whether an emulator stands in for the vendor, which the pages then say. */
  readonly sandbox: boolean;
  /** The key to fill in; the sandbox's, which is no secret, and none elsewhere. */
  readonly apiKey: string | undefined;
  /** Where the vendor's `getMetaInfo()` comes from; undefined in the sandbox, which does without the vendor. */
  readonly metaInfoScript: string | undefined;
  /** The path of this page, as the module mounts it. */
  readonly path: string;
  /** What the pages load, below the host's prefix. */
  readonly assets: string;
  /** What stands at the top, by address; the page itself where the host gives none. */
  readonly links: Readonly<Record<string, string | LocalizedText>> | undefined;
  /** The picture beside the name of the application; the package's own where the host gives none. */
  readonly logo: string | undefined;
  /** A style sheet with the colours of the host; empty where it gives none. */
  readonly theme: string;
  /** Where a user goes when there is nothing more to do. */
  readonly completionUrl: string | undefined;
  /** Where operators find a verification in the vendor's console. */
  readonly vendorConsoleUrl: string | undefined;
}

/** What one response is made with, beside what is the same for all of them. */
export interface PageContent extends ModuleContent {
  /** Where the host has its routes: its global prefix, and empty without one. */
  readonly base: string;
  readonly language: Language;
  /** Those in which the page has its texts. */
  readonly languages: readonly Language[];
  /** True where the reader has chosen the language: links to other pages keep it. */
  readonly isChosen: boolean;
  readonly texts: Texts;
  /** What the page is called among the links, where the host gives none. */
  readonly name: string;
}

/** Injects the {@link ModuleContent}. */
export const PAGE_CONTENT = Symbol('PAGE_CONTENT');

/**
 * The content of a module's pages but for what a request decides.
 *
 * @throws Error for a link that leads nowhere
 */
export function moduleContent(
  { sandbox = false, apiKey, links }: OperatorOptions,
  path: string,
): ModuleContent {
  return {
    sandbox,
    apiKey,
    metaInfoScript: sandbox ? undefined : META_INFO_SCRIPT,
    path,
    assets: `${path === '/' ? '' : path}/assets`,
    links: linkAddresses(links),
    logo: undefined,
    theme: '',
    completionUrl: undefined,
    vendorConsoleUrl: undefined,
  };
}

/** Injects the texts of the host. */
export const TEXT_OVERRIDES = Symbol('TEXT_OVERRIDES');
