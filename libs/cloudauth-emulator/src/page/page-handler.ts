import type { EmulatorClock } from '../clock.js';
import { parametersOf, parsePairs, type CallParameters } from '../wire/parameters.js';
import { sameText } from '../gateway/signature.js';
import type { Randomness } from '../randomness/randomness.js';
import { readBody } from '../server/body.js';
import type { Exchange, Handler } from '../server/exchange.js';
import { foreignness } from '../server/local-hosts.js';
import { send } from '../server/send.js';
import type { EmulatorSettings } from '../settings/settings.js';
import { statusOf, type Transaction } from '../transactions/transaction.js';
import type { VerificationStore } from '../transactions/transaction-store.js';
import type { VerificationFlow } from '../transactions/verification-flow.js';
import { choicePage, finishedPage, leftPage, messagePage, type PageContent } from './contents.js';
import { contentSecurityPolicy, layout } from './layout.js';
import { SUB_CODE_CHOICES } from './sub-codes.js';

/** The dependencies of the user's page. */
export interface PageContext {
  readonly store: VerificationStore;
  readonly flow: VerificationFlow;
  readonly clock: EmulatorClock;
  readonly settings: Readonly<EmulatorSettings>;
  /** Not the seeded one: a known seed must not reveal a session. */
  readonly random: Randomness;
  readonly publicHostname: string;
}

const PREFIX = '/verify/';
const MAX_FORM_BYTES = 10_000;

/** Whether a path belongs to the user's page. */
export function isPagePath(path: string): boolean {
  return path.startsWith(PREFIX);
}

/** The path of a transaction's page. */
export function pagePath(transactionId: string): string {
  return PREFIX + transactionId;
}

/** Serves a transaction's page and handles its forms. */
export function pageHandler(context: PageContext): Handler {
  return async (exchange) => sendPage(exchange, await pageFor(exchange, context), context.random.hex(32));
}

async function pageFor({ request, path }: Exchange, context: PageContext): Promise<PageContent> {
  const foreign = foreignness(request, context.publicHostname);
  if (foreign !== undefined) return messagePage(403, 'Not from here', `${foreign}.`);
  const transaction = context.store.find(path.slice(PREFIX.length));
  if (transaction === undefined)
    return messagePage(404, 'Unknown verification', 'There is no such verification.');
  const over = overPage(transaction, context);
  if (over !== undefined) return over;
  if (request.method === 'GET') return open(transaction, context);
  if (request.method !== 'POST') return messagePage(405, 'Not possible', 'Open this page in a browser.');
  const body = await readBody(request, MAX_FORM_BYTES);
  const form = parametersOf(parsePairs(body?.toString() ?? ''));
  return submit(transaction, form, context);
}

/** The page of a transaction that has ended. */
function overPage(transaction: Transaction, { clock }: PageContext): PageContent | undefined {
  switch (statusOf(transaction, clock.now())) {
    case 'finished':
      return finishedPage(transaction);
    case 'expired':
      return messagePage(410, 'Expired', 'The time for this verification is over. It needs a new start.');
    case 'deleted':
      return messagePage(410, 'Deleted', 'The result of this verification was deleted.');
    default:
      return undefined;
  }
}

function open(transaction: Transaction, { flow, settings, random, clock }: PageContext): PageContent {
  if (transaction.openedAt !== undefined && settings.singleUseUrl)
    return messagePage(
      410,
      'Already opened',
      'This address works only once. The verification needs a new start.',
    );
  const session = random.hex(32);
  return choicePage(flow.open(transaction.transactionId, session), session, clock.now());
}

function submit(transaction: Transaction, form: CallParameters, { flow, clock }: PageContext): PageContent {
  const { transactionId, pageSession } = transaction;
  const session = form['session'] ?? '';
  if (pageSession === undefined || !sameText(pageSession, session))
    return messagePage(403, 'Not your page', 'The form does not come from the page that was opened last.');
  switch (form['outcome']) {
    case 'pass':
      return finishedPage(flow.finish(transactionId, { passed: 'Y' }));
    case 'fail':
      return fail(transaction, form['subCode'], session, { flow, clock });
    case 'leave':
      return leftPage(flow.leave(transactionId));
    default:
      return choicePage(transaction, session, clock.now(), 'Choose how the check ends.');
  }
}

function fail(
  transaction: Transaction,
  subCode: string | undefined,
  session: string,
  { flow, clock }: Pick<PageContext, 'flow' | 'clock'>,
): PageContent {
  const choice = SUB_CODE_CHOICES.find((choice) => choice.subCode === subCode);
  if (choice === undefined)
    return choicePage(transaction, session, clock.now(), 'Choose one of the reasons.');
  return finishedPage(flow.finish(transaction.transactionId, { passed: 'N', subCode: choice.subCode }));
}

function sendPage({ request, serverResponse }: Exchange, page: PageContent, nonce: string): void {
  if (!request.complete) serverResponse.setHeader('Connection', 'close');
  send(serverResponse, {
    status: page.status,
    contentType: 'text/html; charset=utf-8',
    body: layout(page.title, page.content, nonce),
    headers: {
      'Content-Security-Policy': contentSecurityPolicy(nonce),
      // Not `no-referrer`: with that, browsers send `Origin: null` with the forms.
      'Referrer-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    },
  });
}
