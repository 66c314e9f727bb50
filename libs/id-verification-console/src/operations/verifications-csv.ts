import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { IdVerificationService, Page, Verification, VerificationFilter } from 'nestjs-id-verification';

const COLUMNS = [
  'merchantBizId',
  'transactionId',
  'tenant',
  'productCode',
  'status',
  'subCode',
  'reason',
  'dropOffReason',
  'dropOffPage',
  'livemode',
  'createdAt',
  'expiresAt',
  'completedAt',
] as const satisfies readonly (keyof Verification)[];

const PAGE_SIZE = 100;

/**
 * The verifications that a filter selects as CSV, newest first: page by page, as fast as the client reads, so that an
 * export of any length needs little memory. Destroying the stream ends it.
 *
 * @throws what `list` throws for the first page; an error of a later page breaks the stream
 */
export async function verificationsCsv(
  verifications: Pick<IdVerificationService, 'list'>,
  filter: VerificationFilter,
): Promise<Readable> {
  const read = (cursor?: string): Promise<Page<Verification>> =>
    verifications.list({ ...filter, limit: PAGE_SIZE, cursor });
  return Readable.from(texts(await read(), read));
}

async function* texts(
  first: Page<Verification>,
  read: (cursor: string) => Promise<Page<Verification>>,
): AsyncGenerator<string> {
  yield csv([COLUMNS]);
  let page = first;
  for (;;) {
    yield csv(page.items.map((item) => COLUMNS.map((column) => item[column])));
    if (page.nextCursor === undefined) return;
    page = await read(page.nextCursor);
  }
}

/** Spreadsheets run a text that begins like a formula: it is escaped. */
function csv(rows: readonly (readonly unknown[])[]): string {
  return stringify([...rows], {
    escape_formulas: true,
    record_delimiter: 'windows',
    cast: { boolean: String, date: (date) => date.toISOString() },
  });
}
