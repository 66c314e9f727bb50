/** The version of this package. A literal, because a bundle has no package.json. */
export const VERSION = '0.1.0';
