import { accessSync, constants } from 'node:fs';
import type { EnvironmentReader } from './environment-reader.js';

const SETTING = 'DATABASE_URL';

/** Parameters that name a file which the driver reads. */
const FILES = ['sslcert', 'sslkey', 'sslrootcert'];

export function readDatabaseUrl(reader: EnvironmentReader): string {
  const text = reader.required(
    SETTING,
    'is missing: give the address of a PostgreSQL database, postgres://user:password@host:5432/name',
  );
  if (text === '') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length < 2) {
    reader.refuse(SETTING, 'must have the form postgres://user:password@host:5432/name');
    return text;
  }
  refuseParts(reader, url);
  return text;
}

function refuseParts(reader: EnvironmentReader, url: URL): void {
  if (url.port === '0') reader.refuse(SETTING, 'must have a port from 1 to 65535');
  const parts = { 'user name': url.username, password: url.password, host: url.hostname, name: url.pathname };
  for (const [part, value] of Object.entries(parts)) {
    if (!isDecodable(value)) reader.refuse(SETTING, `has a % in the ${part} that encodes nothing: write %25`);
  }
  for (const parameter of FILES) {
    const path = url.searchParams.get(parameter);
    if (path !== null && !isReadable(path)) {
      reader.refuse(SETTING, `names a file in ${parameter} that this user cannot read`);
    }
  }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
