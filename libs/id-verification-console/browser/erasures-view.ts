import type { ErasurePageResponse } from '../src/operations/erasure-page.response.js';
import type { Json } from './api.js';
import { consoleText } from './console-texts.js';
import { fullTimeElement } from './console-words.js';
import { make } from './dom.js';
import { pagedList } from './paged-list.js';

type Receipt = ErasurePageResponse['items'][number];

const loadFirst = pagedList<Receipt>({
  id: 'erasures',
  limit: 5,
  caption: consoleText('erasures.title'),
  columns: [
    consoleText('detail.receipt'),
    consoleText('column.requested'),
    consoleText('column.erased'),
    consoleText('column.vendorDeletion'),
  ],
  none: consoleText('erasures.none'),
  rowOf,
});

/** Shows the latest receipts of erasures. */
export async function showErasures(): Promise<void> {
  await loadFirst();
}

function rowOf({ receiptId, requestedAt, erasedAt, vendorDeletion }: Json<Receipt>): (Node | string)[] {
  return [
    make('code', {}, receiptId),
    fullTimeElement(requestedAt),
    fullTimeElement(erasedAt),
    consoleText(`vendorDeletion.${vendorDeletion}`),
  ];
}
