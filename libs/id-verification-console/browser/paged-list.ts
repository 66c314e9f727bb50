import { call, operations, type Json } from './api.js';
import { button, element, onClick, replaceContent } from './dom.js';
import { nothing, table } from './table.js';

/** A list of which a button below it shows further pages. */
interface PagedList<Item> {
  /** That of its element, and the path of its data. */
  readonly id: 'deliveries' | 'erasures';
  /** The size of a page. */
  readonly limit: number;
  readonly caption: string;
  readonly columns: readonly string[];
  /** What stands in place of an empty list. */
  readonly none: string;
  rowOf(item: Json<Item>): readonly (Node | string)[];
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | undefined;
}

/** @returns what loads and shows the first page, and returns the number of its items */
export function pagedList<Item>({ id, limit, caption, columns, none, rowOf }: PagedList<Item>) {
  let shown: readonly Json<Item>[] = [];
  let nextCursor: string | undefined;

  /** @param before what stands before the page */
  async function load(before: readonly Json<Item>[], cursor?: string): Promise<number> {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor !== undefined && { cursor }) });
    const page = await call<Page<Item>>('GET', `${operations}/${id}?${query}`);
    shown = [...before, ...page.items];
    nextCursor = page.nextCursor;
    element(`more-${id}`).hidden = nextCursor === undefined;
    replaceContent(
      element(id),
      shown.length === 0 ? nothing(none) : table(caption, columns, shown.map(rowOf)),
    );
    return shown.length;
  }

  onClick(button(`more-${id}`), () => load(shown, nextCursor));
  return (): Promise<number> => load([]);
}
