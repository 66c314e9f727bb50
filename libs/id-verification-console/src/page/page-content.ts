import type { OperatorOptions } from '../console-options.js';
import { META_INFO_SCRIPT } from '../static-files/meta-info-script.js';

/** What every page is made with. */
export interface PageContent {
  /** The key to fill in; the sandbox's, which is no secret, and none elsewhere. */
  readonly apiKey: string | undefined;
  /** Where the vendor's `getMetaInfo()` comes from; undefined in the sandbox, which does without the vendor. */
  readonly metaInfoScript: string | undefined;
  /** The address of this page. */
  readonly path: string;
  /** What stands at the top, by address. */
  readonly links: Readonly<Record<string, string>>;
}

/** Injects the {@link PageContent}. */
export const PAGE_CONTENT = Symbol('PAGE_CONTENT');

export function pageContent(
  { sandbox, apiKey, links }: OperatorOptions,
  path: string,
  name: string,
): PageContent {
  return {
    apiKey,
    metaInfoScript: sandbox === true ? undefined : META_INFO_SCRIPT,
    path,
    links: links ?? { [path]: name },
  };
}
