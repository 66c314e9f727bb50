import type { EnvironmentReader } from './environment-reader.js';
import { isPublicHost } from './host-names.js';

const SETTING = 'ID_VERIFICATION_CALLBACK_URL';

/** Parameters that the library or the vendor adds. */
const RESERVED_PARAMETERS = ['callbacktoken', 'certifyid', 'passed', 'subcode', 'transactionid'];

/** What a URL must meet so that the vendor can call it, each with its fix. */
const RULES: readonly { readonly holds: (url: URL) => boolean; readonly fix: string }[] = [
  {
    holds: ({ protocol, username, password, hash }) =>
      protocol === 'https:' && username === '' && password === '' && hash === '',
    fix: 'must be an https address without user name, password or fragment',
  },
  {
    holds: ({ hostname }) => isPublicHost(hostname),
    fix: 'must have a public host: the vendor checks that it can be reached from the internet',
  },
  { holds: ({ port }) => port !== '0', fix: 'must have a port from 1 to 65535' },
  {
    holds: ({ pathname }) => /^\/id-verification\/callback\/*$/i.test(pathname),
    fix: 'must have the path /id-verification/callback, at which this application receives callbacks',
  },
  {
    holds: ({ searchParams }) =>
      [...searchParams.keys()].every((name) => !RESERVED_PARAMETERS.includes(name.toLowerCase())),
    fix: 'must not have a parameter that the vendor adds, such as callbackToken or passed',
  },
];

/** Where the vendor reports that a user has finished. */
export function readCallbackUrl(reader: EnvironmentReader): string {
  const text = reader.required(
    SETTING,
    'is missing: give the public https address of /id-verification/callback of this application',
  );
  if (text === '') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const broken = RULES.find(({ holds }) => url === undefined || !holds(url));
  if (broken !== undefined) reader.refuse(SETTING, broken.fix);
  return text;
}
