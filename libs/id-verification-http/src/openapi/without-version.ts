/** The server of a route that is not part of the API, and has no version. */
export const WITHOUT_VERSION = [{ url: '/' }];
