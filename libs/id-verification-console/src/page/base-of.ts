/**
 * The host's prefix, from the address by which it reached a page: what stands before the page's own path.
 *
 * @param url of the request, as the host got it
 * @param path of the page, as the module mounts it: `/operations`
 */
export function baseOf(url: string, path: string): string {
  const [address = ''] = url.split('?');
  const trimmed = address.replace(/\/+$/, '');
  return path === '/' ? trimmed : trimmed.slice(0, -path.length);
}
