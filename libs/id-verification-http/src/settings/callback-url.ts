import { z } from 'zod';
import { isPublicHost } from './host-names.js';

/** Parameters that the library or the vendor adds. */
const RESERVED_PARAMETERS = ['callbacktoken', 'certifyid', 'passed', 'subcode', 'transactionid'];

/** What an address must meet so that the vendor can call it, each with its fix; the first broken one is reported. */
const RULES: readonly { readonly holds: (url: URL) => boolean; readonly fix: string }[] = [
  {
    holds: ({ protocol, username, password, hash }) =>
      protocol === 'https:' && username === '' && password === '' && hash === '',
    fix: 'must be an https address without user name, password or fragment',
  },
  {
    holds: ({ hostname }) => !/(^|\.)example(\.(com|net|org))?\.?$/.test(hostname),
    fix: 'has a host of documentation, a placeholder: give the public host of this application',
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
export function callbackUrl() {
  return z
    .string({
      error: 'is missing: give the public https address of /id-verification/callback of this application',
    })
    .superRefine((text, context) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      const broken = RULES.find(({ holds }) => url === undefined || !holds(url));
      if (broken !== undefined) context.addIssue({ code: 'custom', message: broken.fix });
    });
}
