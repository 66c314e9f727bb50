type Metadata = Readonly<Record<string, string>>;

/**
 * What a caller keeps with a verification, and what the host keeps with it: links whose names begin with `_`, which
 * no caller reads or changes.
 *
 * @publicApi
 */
export function splitMetadata(metadata: Metadata): { readonly callers: Metadata; readonly own: Metadata } {
  const entries = Object.entries(metadata);
  const isOwn = ([name]: [string, string]) => name.startsWith('_');
  return {
    callers: Object.fromEntries(entries.filter((entry) => !isOwn(entry))),
    own: Object.fromEntries(entries.filter(isOwn)),
  };
}
