/** What this tab alone knows of a verification. */
export interface RememberedFacts {
  readonly merchantUserId?: string | undefined;
  /** Of the invitation. */
  readonly token?: string | undefined;
  /** The user's page, until that is opened. */
  readonly transactionUrl?: string | undefined;
}

/** What is known of a verification: kept over a reload, and gone with the tab. */
export function remembered(merchantBizId: string): RememberedFacts {
  return JSON.parse(sessionStorage.getItem(`verification/${merchantBizId}`) ?? '{}') as RememberedFacts;
}

/** Replaces what is known by what is given; a value that is undefined is forgotten. */
export function remember(merchantBizId: string, facts: RememberedFacts): void {
  const all = { ...remembered(merchantBizId), ...facts };
  sessionStorage.setItem(`verification/${merchantBizId}`, JSON.stringify(all));
}
