/** How the library introduces itself to the vendor. Written out, because a bundle has no package.json beside it. */
export const USER_AGENT = 'nestjs-id-verification/0.1.0';
