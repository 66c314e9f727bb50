/** Domains that never lead anywhere in public (RFC 2606 and RFC 6761). */
const RESERVED_DOMAIN = /(^|\.)(localhost|example|invalid|test|local|internal|example\.(com|net|org))$/i;

/** Whether the name or address leads to this machine only. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare)
  );
}

/** Whether the name cannot be reached from the public internet. */
export function isReservedHost(host: string): boolean {
  return isLoopbackHost(host) || RESERVED_DOMAIN.test(host);
}
