import type { EnvironmentReader } from './environment-reader.js';

export function readDatabaseUrl(reader: EnvironmentReader): string {
  const url = reader.required(
    'DATABASE_URL',
    'is missing: give the address of a PostgreSQL database, postgres://user:password@host:5432/name',
  );
  if (url !== '' && !isPostgresUrl(url)) {
    reader.refuse('DATABASE_URL', 'must have the form postgres://user:password@host:5432/name');
  }
  return url;
}

function isPostgresUrl(url: string): boolean {
  return (
    URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol) && new URL(url).pathname.length > 1
  );
}
