/**
 * What the fixed addresses of a host serve.
 *
 * @publicApi
 */
export interface WellKnownOptions {
  /** The address of the icon, to which `/favicon.ico` redirects. */
  readonly icon: string;
  /** Where vulnerabilities are reported: an https or mailto address. */
  readonly securityContact: string;
}

/** Injects the {@link WellKnownOptions}. */
export const WELL_KNOWN_OPTIONS = Symbol('WELL_KNOWN_OPTIONS');
