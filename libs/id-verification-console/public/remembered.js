/**
 * What this tab alone knows of a verification: the user's id, the token of its invitation, and the user's page
 * until that is opened. Kept over a reload, and gone with the tab.
 */
export function remembered(merchantBizId) {
  return JSON.parse(sessionStorage.getItem(`verification/${merchantBizId}`) ?? '{}');
}

/** Replaces what is known by what is given; a value that is undefined is forgotten. */
export function remember(merchantBizId, facts) {
  const all = { ...remembered(merchantBizId), ...facts };
  sessionStorage.setItem(`verification/${merchantBizId}`, JSON.stringify(all));
}
