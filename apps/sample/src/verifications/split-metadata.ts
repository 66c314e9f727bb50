/** Links of the application's own, which no caller reads or changes. */
const OWN_LINKS = ['onboardingId'];

type Metadata = Readonly<Record<string, string>>;

/** What a caller keeps with a verification, and what the application keeps with it. */
export function splitMetadata(metadata: Metadata): { readonly callers: Metadata; readonly own: Metadata } {
  const entries = Object.entries(metadata);
  const isOwn = ([name]: [string, string]) => OWN_LINKS.includes(name);
  return {
    callers: Object.fromEntries(entries.filter((entry) => !isOwn(entry))),
    own: Object.fromEntries(entries.filter(isOwn)),
  };
}
