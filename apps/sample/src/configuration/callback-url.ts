import type { EnvironmentReader } from './environment-reader.js';
import { isReservedHost } from './host-names.js';

/** Where the vendor reports that a user has finished. */
export function readCallbackUrl(reader: EnvironmentReader): string {
  const text = reader.required(
    'ID_VERIFICATION_CALLBACK_URL',
    'is missing: give the public https address of /id-verification/callback of this application',
  );
  if (text === '') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.hash !== '') {
    reader.refuse(
      'ID_VERIFICATION_CALLBACK_URL',
      'must be an https address without user name, password or fragment',
    );
  } else if (isReservedHost(url.hostname)) {
    reader.refuse(
      'ID_VERIFICATION_CALLBACK_URL',
      'must have a public host: the vendor checks that it can be reached from the internet',
    );
  }
  return text;
}
