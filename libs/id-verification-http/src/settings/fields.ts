import { accessSync, constants } from 'node:fs';
import { z } from 'zod';

/**
 * A whole number within its limits, which both belong to it.
 *
 * @publicApi
 */
export function wholeNumber(least: number, most: number) {
  return z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: `must be a whole number from ${least} to ${most}`,
    })
    .transform(Number);
}

/**
 * A whole number from 1, or `off` for no limit, which becomes undefined.
 *
 * @publicApi
 */
export function limit() {
  return z.union([z.literal('off').transform(() => undefined), wholeNumber(1, 999_999_999)], {
    error: 'must be a whole number from 1 to 999999999, or off',
  });
}

/**
 * Origins of pages, separated by commas.
 *
 * @publicApi
 */
export function origins() {
  return z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .refine((all) => all.every(isOrigin), {
      error: 'must be origins, separated by commas: https://shop.example.com,https://desk.example.com',
    });
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/**
 * One of a few words.
 *
 * @publicApi
 */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return z.enum(words, { error: `must be one of ${words.join(', ')}` });
}

/** Parameters of a database's address that name a file which the driver reads. */
const FILES = ['sslcert', 'sslkey', 'sslrootcert'];

/**
 * The address of a PostgreSQL database.
 *
 * @publicApi
 */
export function databaseUrl() {
  const form = 'postgres://user:password@host:5432/name';
  const parts = ({ username, password, hostname, pathname }: URL) => [username, password, hostname, pathname];
  return z
    .string({ error: `is missing: give the address of a PostgreSQL database, ${form}` })
    .refine(isPostgresUrl, { error: `must have the form ${form}`, abort: true })
    .refine((text) => new URL(text).port !== '0', { error: 'must have a port from 1 to 65535', abort: true })
    .refine((text) => parts(new URL(text)).every(isDecodable), {
      error: 'has a % in the user name, password, host or name that encodes nothing: write %25',
      abort: true,
    })
    .refine((text) => filesOf(new URL(text)).every(isReadable), {
      error: `names a file in ${FILES.join(', ')} that this user cannot read`,
    });
}

function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname } = new URL(text);
  return /^postgres(ql)?:$/.test(protocol) && pathname.length >= 2;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function filesOf({ searchParams }: URL): string[] {
  return FILES.flatMap((parameter) => searchParams.get(parameter) ?? []);
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
