import type { ProblemDetails } from 'nestjs-id-verification';
import type { RedeemInvitationDto } from '../src/invitations/redeem-invitation.dto.js';
import type { RedeemedInvitationResponse } from '../src/invitations/redeemed-invitation.response.js';
import { pageData } from './dom.js';
import { langQuery, problemText, text } from './texts.js';

const KEY = 'api-key';

/** Where the host has its routes. */
export const base = pageData('base');

/** The console's own path there. */
export const operations = pageData('path');

/** A response as it arrives: a `Date` of the application is a text here. */
export type Json<Value> = Value extends Date
  ? string
  : Value extends object
    ? { [Name in keyof Value]: Json<Value[Name]> }
    : Value;

type Method = 'DELETE' | 'GET' | 'POST';
type HeaderFields = Readonly<Record<string, string>>;

/** No response. */
export class Unreachable extends Error {
  constructor() {
    super(text('error.unreachable'));
  }
}

/** A response that is no success: what it means. */
export class Problem extends Error {
  readonly code: string | undefined;
  readonly status: number;
  /** The header field. */
  readonly retryAfter: string | null;

  constructor(
    { title, detail, code, status, errors = [] }: Partial<ProblemDetails> & Pick<ProblemDetails, 'status'>,
    retryAfter: string | null,
  ) {
    const details = errors.length > 0 ? errors.map(({ message }) => message) : [detail];
    // The detail of some problems begins with their title.
    const isRepeated = title !== undefined && details[0]?.startsWith(title);
    const own = [isRepeated ? undefined : title, ...details].filter(Boolean).join('. ');
    super(problemText({ code, status, own }));
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The key of this tab, until it is closed. */
export const key = {
  get: () => sessionStorage.getItem(KEY),
  set: (value: string) => sessionStorage.setItem(KEY, value),
  forget: () => sessionStorage.removeItem(KEY),
};

function keyHeaders(): HeaderFields {
  return { authorization: `Bearer ${key.get()}` };
}

/**
 * Calls the application with the key. `Returned` is the class that the route returns.
 *
 * @throws Problem, or Unreachable
 */
export function call<Returned>(method: Method, path: string, body?: object): Promise<Json<Returned>> {
  return send<Returned>(method, path, keyHeaders(), body);
}

/**
 * Opens a stream of the application with the key.
 *
 * @throws Problem, or Unreachable, also where the signal aborts it
 */
export async function open(path: string, signal: AbortSignal): Promise<Response> {
  const httpResponse = await request('GET', path, keyHeaders(), undefined, signal);
  if (!httpResponse.ok) throw await problemOf(httpResponse);
  return httpResponse;
}

/** Redeems an invitation, for which its token is the key, in the language of the page. */
export function redeem(body: RedeemInvitationDto): Promise<Json<RedeemedInvitationResponse>> {
  return send<RedeemedInvitationResponse>('POST', `/invitations/redeem${langQuery}`, {}, body);
}

/**
 * Downloads a file of the application with the key.
 *
 * @throws Problem, or Unreachable
 */
export async function download(path: string, name: string): Promise<void> {
  const httpResponse = await request('GET', path, keyHeaders());
  if (!httpResponse.ok) throw await problemOf(httpResponse);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await httpResponse.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

async function send<Returned>(
  method: Method,
  path: string,
  headers: HeaderFields,
  body?: object,
): Promise<Json<Returned>> {
  const httpResponse = await request(method, path, headers, body);
  if (!httpResponse.ok) throw await problemOf(httpResponse);
  // A route that returns nothing responds without a body.
  return (await httpResponse.json().catch(() => undefined)) as Json<Returned>;
}

async function request(
  method: Method,
  path: string,
  headers: HeaderFields,
  body?: object,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(base + path, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch(() => {
    throw new Unreachable();
  });
}

async function problemOf(httpResponse: Response): Promise<Problem> {
  const { status } = httpResponse;
  const response = (await httpResponse.json().catch(() => undefined)) as ProblemDetails | undefined;
  const problem = new Problem({ ...response, status }, httpResponse.headers.get('retry-after'));
  if (status === 401) document.dispatchEvent(new Event('key-refused'));
  return problem;
}
