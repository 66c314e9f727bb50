import { sql, type Sql } from './sql.js';

/** A condition that leaves out the rows of tenants; the empty text stands for rows without a tenant. */
export function exceptTenants(tenants: readonly string[]): Sql {
  return tenants.length === 0 ? sql`true` : sql`coalesce(tenant, '') <> ALL(${tenants}::text[])`;
}
