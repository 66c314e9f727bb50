/** Where the vendor sends the browser when the user is done. */
export const RETURN_URL = Symbol('RETURN_URL');

/** What may refuse an invitation. */
export const START_LIMITS = Symbol('START_LIMITS');

/** The vendor's value of `languageConfig` for each language. */
export const LANGUAGE_CONFIG = Symbol('LANGUAGE_CONFIG');
