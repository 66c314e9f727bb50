/** The `User-Agent` header. A literal, because a bundle has no package.json. */
export const USER_AGENT = 'nestjs-id-verification/0.1.0';
