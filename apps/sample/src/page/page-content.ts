/** What every page is made with. */
export interface PageContent {
  /** The key to fill in; the sandbox's, which is no secret, and none elsewhere. */
  readonly apiKey: string | undefined;
  /** Where the vendor's `getMetaInfo()` comes from; undefined in the sandbox, which does without the vendor. */
  readonly metaInfoScript: string | undefined;
}
