/** Injects the name of the application, as its page of documentation shows it. */
export const DOCS_TITLE = Symbol('DOCS_TITLE');
