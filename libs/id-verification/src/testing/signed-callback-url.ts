import { IdVerificationError } from '../errors/id-verification.error.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { callbackToken } from '../steps/callback/callback-token.js';
import { VerificationStore } from '../storage/verification.store.js';

/** The part of a Nest application or testing module that is used. */
interface Context {
  get<Result>(token: unknown, options: { strict: false }): Result;
}

/**
 * The address that the vendor calls when the user of a verification has finished, with a genuine token. Request its path
 * and query from the application: `fetch(new URL(url.pathname + url.search, await app.getUrl()))`. Works with the real
 * module too.
 *
 * @throws IdVerificationError `not_found`; `configuration_invalid` where the module has no option `callback`
 * @publicApi
 */
export async function signedCallbackUrl(
  app: Context,
  { merchantBizId }: { readonly merchantBizId: string },
): Promise<URL> {
  const { callback } = app.get<ResolvedOptions>(RESOLVED_OPTIONS, { strict: false });
  const row = await app.get<VerificationStore>(VerificationStore, { strict: false }).find(merchantBizId);
  if (row === undefined) throw new IdVerificationError('not_found');
  if (callback === undefined) throw new IdVerificationError('configuration_invalid');
  const url = new URL(callback.url);
  url.searchParams.set('callbackToken', callbackToken(row.id, callback.keys));
  if (row.transactionId !== null) url.searchParams.set('transactionId', row.transactionId);
  return url;
}
