import type { VerificationReason, VerificationStatus } from 'nestjs-id-verification';
import { consoleText } from './console-texts.js';
import { reasonName, statusName } from './console-words.js';
import { element, input, make } from './dom.js';

/** The filters of one value, by their name in the address of the page. */
const FIELDS = {
  find: 'id-search',
  product: 'product-filter',
  tenant: 'tenant-filter',
  from: 'from-filter',
  to: 'to-filter',
};

interface Menu {
  readonly title: string;
  /** What each value is called. */
  readonly names: Readonly<Record<string, string>>;
}

/** Every status and reason, in the order in which the menus have them. */
const STATUSES: Readonly<Record<VerificationStatus, true>> = {
  INITIALIZING: true,
  PENDING: true,
  PASSED: true,
  FAILED: true,
  EXPIRED: true,
  REJECTED: true,
};
const REASONS: Readonly<Record<VerificationReason, true>> = {
  verified: true,
  liveness_risk: true,
  device_risk: true,
  not_finished: true,
  result_unavailable: true,
  canceled: true,
  erased: true,
  never_started: true,
  refused: true,
  other: true,
};

/** The filters of several values, by their name in the address and for the application. */
const MENUS: Readonly<Record<string, Menu>> = {
  status: { title: consoleText('column.status'), names: named(STATUSES, statusName) },
  reason: { title: consoleText('column.reason'), names: named(REASONS, reasonName) },
};

function named<Value extends string>(
  values: Readonly<Record<Value, true>>,
  nameOf: (value: Value) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries((Object.keys(values) as Value[]).map((value) => [value, nameOf(value)]));
}

for (const [name, { names }] of Object.entries(MENUS)) {
  const boxes = Object.entries(names).map(([value, called]) =>
    make('label', {}, make('input', { type: 'checkbox', name, value }), ` ${called}`),
  );
  element(`${name}-filter`).append(...boxes);
}

/** Fills the form as the address says. */
export function restoreFilter(): void {
  const given = new URLSearchParams(location.search);
  for (const [name, id] of Object.entries(FIELDS)) input(id).value = given.get(name) ?? '';
  for (const name of Object.keys(MENUS)) {
    const chosen = given.get(name)?.split(',') ?? [];
    for (const box of boxesOf(name)) box.checked = chosen.includes(box.value);
  }
  showChosen();
}

/** Empties the form. */
export function resetFilter(): void {
  element('search', HTMLFormElement).reset();
  showChosen();
}

/** Puts the form into the address, which can be shared. The id of a user is left out: addresses end up in logs. */
export function rememberFilter(): void {
  showChosen();
  const address = new URL(location.href);
  for (const [name, id] of Object.entries(FIELDS)) set(address.searchParams, name, trimmed(id));
  for (const name of Object.keys(MENUS)) set(address.searchParams, name, chosenOf(name).join(','));
  history.replaceState(null, '', address);
}

/** The id to find, a MerchantBizId or a TransactionId; empty where the other filters apply. */
export function wantedId(): string {
  return trimmed('id-search');
}

/** The filter for the application. */
export function filterQuery(): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of Object.keys(MENUS)) set(query, name, chosenOf(name).join(','));
  set(query, 'productCode', trimmed('product-filter'));
  set(query, 'tenant', trimmed('tenant-filter'));
  set(query, 'merchantUserId', trimmed('user-filter'));
  set(query, 'createdFrom', midnight(input('from-filter').value, 0));
  set(query, 'createdBefore', midnight(input('to-filter').value, 1));
  return query;
}

function trimmed(id: string): string {
  return input(id).value.trim();
}

function set(query: URLSearchParams, name: string, value: string): void {
  if (value === '') query.delete(name);
  else query.set(name, value);
}

/** When a day of the operator's calendar begins, or one some days after it. */
function midnight(day: string, later: number): string {
  if (day === '') return '';
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

function boxesOf(name: string): readonly HTMLInputElement[] {
  return [...element(`${name}-filter`).querySelectorAll('input')];
}

function chosenOf(name: string): readonly string[] {
  return boxesOf(name).flatMap(({ checked, value }) => (checked ? value : []));
}

function showChosen(): void {
  for (const [name, { title, names }] of Object.entries(MENUS)) {
    const chosen = chosenOf(name).map((value) => names[value]);
    element(`${name}-chosen`).textContent =
      chosen.length === 0 ? title : consoleText('filter.chosen', { name: title, chosen: chosen.join(', ') });
  }
}
