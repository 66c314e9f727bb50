import type { ErasurePageResponse } from '../src/operations/erasure-page.response.js';
import { call, operations, type Json } from './api.js';
import { consoleText } from './console-texts.js';
import { fullTimeElement } from './console-words.js';
import { button, element, make, onClick } from './dom.js';
import { nothing, table } from './table.js';

type Receipt = Json<ErasurePageResponse>['items'][number];

const COLUMNS = [
  consoleText('detail.receipt'),
  consoleText('column.requested'),
  consoleText('column.erased'),
  consoleText('column.vendorDeletion'),
];

let shown: readonly Receipt[] = [];
let nextCursor: string | undefined;

onClick(button('more-erasures'), () => load(nextCursor));

/** Shows the latest receipts of erasures. */
export async function showErasures(): Promise<void> {
  shown = [];
  await load(undefined);
}

async function load(cursor: string | undefined): Promise<void> {
  const page = await call<ErasurePageResponse>(
    'GET',
    `${operations}/erasures?limit=5${cursor === undefined ? '' : `&cursor=${cursor}`}`,
  );
  shown = [...shown, ...page.items];
  nextCursor = page.nextCursor;
  element('more-erasures').hidden = nextCursor === undefined;
  element('erasures').replaceChildren(
    shown.length === 0
      ? nothing(consoleText('erasures.none'))
      : table(consoleText('erasures.title'), COLUMNS, shown.map(rowOf)),
  );
}

function rowOf({ receiptId, requestedAt, erasedAt, vendorDeletion }: Receipt): (Node | string)[] {
  return [
    make('code', {}, receiptId),
    fullTimeElement(requestedAt),
    fullTimeElement(erasedAt),
    consoleText(`vendorDeletion.${vendorDeletion}`),
  ];
}
